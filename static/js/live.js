// What happened without a new page, for eyes and ears.

const TOAST_MS = 6000;
const announcements = document.getElementById("announcements");
const toast = document.getElementById("toast");
let timer;

/** Tell people who listen. */
export function announce(text) {
  announcements.textContent = text;
}

/** Show everyone why it did not work; without a message, that it could not be sent. */
export function complain(message) {
  toast.textContent = message || toast.dataset.failed;
  clearTimeout(timer);
  timer = setTimeout(() => {
    toast.textContent = "";
  }, TOAST_MS);
}
