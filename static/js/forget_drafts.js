// Logging out takes along what was being written.

import { dropAllDrafts } from "./drafts.js";

export default function forgetDrafts(form) {
  form.addEventListener("submit", dropAllDrafts);
}
