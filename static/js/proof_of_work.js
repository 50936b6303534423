// Makes the proof of work that a form needs, as idea4gov/domain/proof_of_work.py checks it, in short slices, so
// that one can type meanwhile. It sends the form when somebody has tried to, or when no password is to be typed.

import { announce } from "./live.js";
import { digest, firstWordOf } from "./sha256.js";

const PARTS = 16;
const BITS_OF_PARTS = 4;
const SLICE_MS = 25;
const HASHES_BETWEEN_LOOKS = 200;

/** Yields after some hashes: the numbers that were found so far. */
function* solve(challenge, bits) {
  const seed = digest(challenge).slice(0, 32);
  const free = 32 - (bits - BITS_OF_PARTS);
  const found = [];
  for (let part = 0; part < PARTS; part++) {
    const firstWord = firstWordOf(`${seed}:${part}:`);
    for (let number = 0; ; number++) {
      if (firstWord(number) >>> free === 0) {
        found.push(number);
        break;
      }
      if (number % HASHES_BETWEEN_LOOKS === 0) yield found;
    }
  }
  return found;
}

export default function proofOfWork(element) {
  const form = element.closest("form");
  const [challenge, solution] = element.querySelectorAll("input");
  const says = element.querySelector("p");
  const progress = element.querySelector("progress");
  const stop = element.querySelector("button");
  let isWanted = ![...form.querySelectorAll("[type=password]")].some((field) => !field.value);
  let work = null;

  function say(text) {
    says.textContent = text;
    announce(text);
  }

  function finish(found) {
    work = null;
    solution.value = found.join(".");
    progress.value = PARTS;
    stop.hidden = true;
    say(isWanted ? element.dataset.done : element.dataset.ready);
    if (isWanted) form.requestSubmit();
  }

  function slice() {
    if (!work) return;
    const end = performance.now() + SLICE_MS;
    while (performance.now() < end) {
      const step = work.next();
      if (step.done) {
        finish(step.value);
        return;
      }
      progress.value = step.value.length;
    }
    setTimeout(slice);
  }

  function start() {
    work = solve(challenge.value, Number(element.dataset.bits));
    progress.hidden = stop.hidden = false;
    say(isWanted ? element.dataset.sending : element.dataset.working);
    setTimeout(slice);
  }

  stop.addEventListener("click", () => {
    work = null;
    isWanted = false;
    progress.hidden = stop.hidden = true;
    say(element.dataset.stopped);
  });
  form.addEventListener("submit", (event) => {
    if (solution.value) return;
    event.preventDefault();
    isWanted = true;
    if (work) say(element.dataset.sending);
    else start();
  });
  start();
}
