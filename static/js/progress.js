// Looks again by itself while something is being prepared, until the page no longer asks for it.

import { announce } from "./live.js";

const LOOK_MS = 2000;

export default function progress(element) {
  let shown = element;
  async function look() {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(shown.id);
      if (!fresh) return;
      shown.replaceWith(fresh);
      shown = fresh;
      if (!fresh.dataset.module) {
        announce(fresh.querySelector("p").textContent);
        return;
      }
    }
    setTimeout(look, LOOK_MS);
  }
  setTimeout(look, LOOK_MS);
}
