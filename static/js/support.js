// Supports a proposal without a new page: shows it at once, then what the server has counted.

import { announce, complain } from "./live.js";
import { format, parse } from "./numbers.js";

/** The answer as JSON, or null where it is a page (as the log-in, after the session ended). */
async function send(form) {
  const response = await fetch(form.action, {
    method: "POST",
    headers: { Accept: "application/json" },
    body: new URLSearchParams(new FormData(form)),
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  return isJson ? { ok: response.ok, ...(await response.json()) } : null;
}

function show(form, isSupported, count) {
  const button = form.querySelector("button");
  const numeral = form.querySelector(".support-count");
  const wasSupported = button.getAttribute("aria-pressed") === "true";
  const text = format(count);
  if (wasSupported !== isSupported) {
    [form.action, form.dataset.other] = [form.dataset.other, form.getAttribute("action")];
    button.setAttribute("aria-pressed", String(isSupported));
  }
  if (numeral.textContent !== text) {
    numeral.textContent = text;
    numeral.classList.toggle("is-rising", isSupported);
  }
}

export default function support(form) {
  const button = form.querySelector("button");
  const numeral = form.querySelector(".support-count");
  let isSending = false;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    // a double tap sends one support
    if (isSending) return;
    isSending = true;
    form.setAttribute("aria-busy", "true");
    const before = { supported: button.getAttribute("aria-pressed") === "true", count: parse(numeral.textContent) };
    try {
      const sent = send(form);
      show(form, !before.supported, before.count + (before.supported ? -1 : 1));
      let answer = await sent;
      if (answer?.code === "stale_form") {
        form.elements.csrf_token.value = answer.csrf_token;
        answer = await send(form);
      }
      if (!answer) {
        show(form, before.supported, before.count);
        form.submit();
      } else if (answer.ok) {
        show(form, answer.supported, answer.support_count);
        // biome-ignore lint/performance/useDomNodeTextContent: of two words in the button one is hidden
        announce(button.innerText);
      } else {
        show(form, before.supported, before.count);
        complain(answer.error);
      }
    } catch {
      show(form, before.supported, before.count);
      complain();
    } finally {
      isSending = false;
      form.removeAttribute("aria-busy");
    }
  });
}
