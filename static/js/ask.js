// Opens the page that asks "Withdraw it?" or "Hide it, and why?" as a dialog over this one. Without a script the
// link leads to that page; what is refused there is shown on that page, too.

async function questionAt(address) {
  const response = await fetch(address);
  if (!response.ok || response.redirected) throw new Error(address);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return page.querySelector("main");
}

async function open(question, link) {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog stack";
  const title = document.createElement("h2");
  title.id = "question";
  title.textContent = question.querySelector("h1").textContent;
  question.querySelector("h1").replaceWith(title);
  for (const one of question.querySelectorAll(".breadcrumb")) one.remove();
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(...question.childNodes);
  for (const form of dialog.querySelectorAll("form:not([action])")) form.action = link.href;
  const counted = dialog.querySelectorAll("[data-module=counter]");
  if (counted.length) {
    const counter = await import("./counter.js");
    for (const field of counted) counter.default(field);
  }
  for (const way of dialog.querySelectorAll("a.button")) {
    // "keep it" leads back to where one is
    way.addEventListener("click", (event) => {
      event.preventDefault();
      dialog.close();
    });
  }
  dialog.addEventListener("close", () => {
    dialog.remove();
    link.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}

export default function ask(link) {
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    try {
      await open(await questionAt(link.href), link);
    } catch {
      location.assign(link.href);
    }
  });
}
