// Adds up while one fills the paper in. The server does the same sums, and decides.

import { announce } from "./live.js";
import { readPoints } from "./points.js";

const numbers = new Intl.NumberFormat("en");
const QUIET_MS = 700;

/** What a field marks: points or a rank as a number, a ticked box as 1, anything else as 0. */
function markOf(input) {
  if (input.type === "checkbox") return input.checked ? 1 : 0;
  return readPoints(input.value);
}

function spent(area, mode) {
  let sum = 0;
  for (const card of area.querySelectorAll("[data-cost]")) {
    const mark = markOf(card.querySelector("input, select"));
    card.classList.toggle("is-chosen", mark > 0);
    if (mode === "knapsack") sum += mark ? Number(card.dataset.cost) : 0;
    else if (mode === "cumulative") sum += mark;
    else sum += mark ? 1 : 0;
  }
  return sum;
}

export default function ballot(form) {
  const { mode, patterns } = form.dataset;
  const [left, over] = patterns.split("|");
  let timer;

  function count(area) {
    const shown = form.querySelector(`[data-left="${area.dataset.area}"]`);
    const sum = spent(area, mode);
    if (!shown) return;
    const rest = Number(area.dataset.limit) - sum;
    const text = (rest < 0 ? over : left).replace("{n}", numbers.format(Math.abs(rest)));
    shown.querySelector(".ballot-left-text").textContent = text;
    shown.classList.toggle("is-over", rest < 0);
    clearTimeout(timer);
    timer = setTimeout(() => announce(text), QUIET_MS);
  }

  // without a script this button asks the server
  form.querySelector("[data-recount]").remove();
  form.addEventListener("input", (event) => {
    const area = event.target.closest("[data-area]");
    if (!area) return;
    count(area);
    const shown = form.querySelector(`[data-left="${area.dataset.area}"]`);
    shown?.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  // a browser that comes back to the page may have filled the fields again
  form.querySelectorAll("[data-area]").forEach(count);
}
