// Says beside an amount or a day how the server understands what is typed: there is one reader, and it is there.

const PAUSE_MS = 250;
const written = new Intl.DateTimeFormat(document.documentElement.lang === "th" ? "th-TH-u-ca-buddhist-nu-latn" : "en-GB", {
  day: "numeric", month: "short", year: "numeric", timeZone: "UTC",
});

/** "30 พ.ย. 2569" of a day "2026-11-30". */
function dayAsTyped(iso) {
  const parts = Object.fromEntries(written.formatToParts(new Date(`${iso}T00:00Z`)).map(({ type, value }) => [type, value]));
  return `${parts.day} ${parts.month} ${parts.year}`;
}

/** A button that opens the calendar of the browser. Its day is written into the field, which stays what counts. */
function addCalendar(field, input) {
  const picker = document.createElement("input");
  if (!("showPicker" in picker)) return;
  picker.type = "date";
  picker.tabIndex = -1;
  picker.setAttribute("aria-hidden", "true");
  picker.className = "said-picker";
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet said-calendar";
  button.textContent = field.dataset.calendar;
  button.setAttribute("aria-label", `${field.dataset.calendar}: ${field.querySelector("label").textContent}`);
  button.addEventListener("click", () => picker.showPicker());
  picker.addEventListener("change", () => {
    if (!picker.value) return;
    input.value = dayAsTyped(picker.value);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  });
  input.after(button, picker);
}

export default function said(field) {
  const input = field.querySelector(".input");
  const shown = field.querySelector(".field-said");
  const { kind, source } = field.dataset;
  shown.setAttribute("role", "status");
  let timer;

  async function ask({ isDone }) {
    const text = input.value;
    let answer = { said: "", refused: "" };
    try {
      const response = await fetch(`${source}?${new URLSearchParams({ text: text.slice(0, 250) })}`);
      if (response.ok) answer = await response.json();
    } catch {
      // no connection: the server says it when the form is sent
    }
    // someone may have typed on while we asked
    if (text !== input.value) return;
    const isRefused = isDone && answer.refused !== "";
    shown.textContent = isRefused ? answer.refused : answer.said;
    shown.classList.toggle("is-refused", isRefused);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS, { isDone: false });
  });
  // half an amount is no mistake while it is typed
  input.addEventListener("change", () => {
    clearTimeout(timer);
    ask({ isDone: true });
  });
  if (kind === "day") addCalendar(field, input);
  // a browser that comes back to the page may have filled the field again
  if (input.value !== input.defaultValue) ask({ isDone: false });
}
