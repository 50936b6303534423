// Tells how many characters are left. Nothing is cut off: the server says what is too long.

import { format } from "./numbers.js";

const QUIET_MS = 800;

export default function counter(field) {
  const input = field.querySelector(".input");
  const { max, left, over } = field.dataset;
  const shown = document.createElement("p");
  const spoken = document.createElement("p");
  shown.className = "field-count";
  shown.setAttribute("aria-hidden", "true");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  field.append(shown, spoken);
  let timer;

  function update() {
    // code points, as the server counts them
    const rest = Number(max) - [...input.value.trim()].length;
    shown.textContent = (rest < 0 ? over : left).replace("{n}", format(Math.abs(rest)));
    shown.classList.toggle("is-over", rest < 0);
    clearTimeout(timer);
    if (rest < Number(max) / 10) {
      timer = setTimeout(() => {
        spoken.textContent = shown.textContent;
      }, QUIET_MS);
    }
  }

  input.addEventListener("input", update);
  update();
}
