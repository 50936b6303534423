// Shows the buttons that this browser can keep its word for: share with another app, copy the address.

import { announce, complain } from "./live.js";

const SHOWN_MS = 4000;

function shareWith(button, { title, address }) {
  button.hidden = !navigator.share;
  button.addEventListener("click", () => {
    // who changes their mind has not met an error
    navigator.share({ title, url: address }).catch(() => {});
  });
}

function copyWith(button, { address, copied }) {
  const label = button.lastChild;
  const words = label.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(address);
    } catch {
      complain(address);
      return;
    }
    label.textContent = copied;
    announce(copied);
    setTimeout(() => {
      label.textContent = words;
    }, SHOWN_MS);
  });
}

export default function share(element) {
  shareWith(element.querySelector("[data-share]"), element.dataset);
  copyWith(element.querySelector("[data-copy]"), element.dataset);
}
