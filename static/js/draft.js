// Keeps what is written in a form until it has arrived: over a lost connection, a closed tab, an ended session.

import { dropDraft, keepDraft, noteSent, readDraft } from "./drafts.js";
import { guard } from "./unsaved.js";

const QUIET_MS = 300;
const KEPT = 'textarea, select, input[type="text"], input:not([type])';

function note(form, startAfresh) {
  const shown = document.createElement("p");
  const button = document.createElement("button");
  const { restored, afresh } = form.closest("[data-restored]").dataset;
  shown.className = "draft-note";
  shown.setAttribute("role", "status");
  button.type = "button";
  button.className = "button button-link";
  button.textContent = afresh;
  button.addEventListener("click", () => {
    startAfresh();
    shown.remove();
  });
  shown.append(`${restored} `, button);
  form.prepend(shown);
}

export default function draft(form) {
  const name = form.dataset.draft;
  const fields = [...form.querySelectorAll(KEPT)].filter((field) => field.name);
  const written = fields.filter((field) => !field.matches("select"));
  let timer;
  let isKept = true;
  let isNewer = false;

  function write(texts) {
    for (const field of fields) {
      if (field.name in texts) field.value = texts[field.name];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  function keep() {
    clearTimeout(timer);
    isNewer = false;
    const isEmpty = written.every((field) => !field.value.trim());
    if (isEmpty) dropDraft(name);
    isKept = isEmpty || keepDraft(name, Object.fromEntries(fields.map((field) => [field.name, field.value])));
  }

  function keepSoon() {
    isNewer = true;
    clearTimeout(timer);
    timer = setTimeout(keep, QUIET_MS);
  }

  const texts = readDraft(name);
  // what the server shows again after a refusal is newer than what was kept
  if (texts && written.every((field) => !field.value)) {
    const empty = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    write(texts);
    form.closest("details")?.setAttribute("open", "");
    note(form, () => {
      write(empty);
      keep();
    });
  } else if (written.some((field) => field.value !== field.defaultValue)) {
    // typed before this script was there
    keepSoon();
  }
  form.addEventListener("input", keepSoon);
  window.addEventListener("pagehide", () => {
    // what was sent already is not kept again on the way
    if (isNewer) keep();
  });
  form.addEventListener("submit", () => {
    keep();
    noteSent(name);
  });
  // photos cannot be kept, nor anything in a browser that keeps nothing
  guard(form, () => !isKept || [...form.querySelectorAll("input[type=file]")].some((field) => field.files.length));
}
