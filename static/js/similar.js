// Shows, below the title of a new proposal, those of the board that are like it.

const PAUSE_MS = 400;
const SHORTEST = 5;

export default function similar(box) {
  const input = document.getElementById(box.dataset.input);
  let timer;
  let asked = "";

  async function ask() {
    const title = input.value.trim();
    if (title === asked) return;
    asked = title;
    let html = "";
    if (title.length >= SHORTEST) {
      try {
        const response = await fetch(`${box.dataset.source}?${new URLSearchParams({ title: title.slice(0, 100) })}`);
        if (response.ok) html = await response.text();
      } catch {
        // no connection: writing goes on without
      }
    }
    // someone may have typed on while we asked
    if (title !== asked) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    box.replaceChildren(...page.body.childNodes);
    box.classList.toggle("has-similar", box.childElementCount > 0);
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  ask();
}
