// Completes the name of a place while it is typed: in the search on the home page, and instead of a long list.

import spellingKey from "./spelling.js";

const MOST = 8;
const PAUSE_MS = 150;
const SOUNDS = /[็่้๊๋์]/g;
let lists = 0;

const folded = (text) => spellingKey(text).replace(SOUNDS, "").replace(/[\s.-]/g, "");

/** Names that begin with what is typed, then those that hold it. */
function matches(names, typed) {
  const wanted = folded(spellingKey(typed).replace(/^(จังหวัด|จ\.)/, ""));
  const places = names.map((name) => [name, folded(name).indexOf(wanted)]);
  const found = places.filter(([, place]) => wanted && place >= 0);
  return found.sort(([, one], [, other]) => (one > 0) - (other > 0)).map(([name]) => name).slice(0, MOST);
}

/**
 * Gives `input` a list of suggestions; `choose(name)` is told which was taken. `find(typed, show)` returns those at
 * hand, and may show others later.
 */
function suggest(input, find, choose) {
  const list = document.createElement("ul");
  const frame = document.createElement("div");
  let current = -1;
  list.className = "suggestions";
  list.id = `suggestions-${++lists}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  frame.className = "suggesting";
  input.replaceWith(frame);
  frame.append(input, list);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  })) {
    input.setAttribute(name, value);
  }

  function show(found) {
    current = -1;
    list.replaceChildren(
      ...found.map((name, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.textContent = name;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    input.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    const options = [...list.children];
    options[current]?.setAttribute("aria-selected", "false");
    current = (current + step + options.length) % options.length;
    options[current].setAttribute("aria-selected", "true");
    options[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[current].id);
  }

  function take(name) {
    input.value = name;
    show([]);
    choose(name);
  }

  input.addEventListener("input", () => show(find(input.value, show)));
  input.addEventListener("blur", () => show([]));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(current < 0 ? 0 : -1);
    else if (event.key === "Escape") show([]);
    else if (event.key === "Enter" && current >= 0) take(list.children[current].textContent);
    else return;
    event.preventDefault();
  });
  // before the blur, which would close the list under the finger
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option.textContent);
  });
}

function completeSearch(form) {
  const input = form.querySelector("input[list]");
  const names = [...input.list.options].map((option) => option.value);
  const addresses = new Map();
  let pause;
  const isOver = (typed) => typed !== input.value || document.activeElement !== input;

  async function findMore(typed, show) {
    const answer = await fetch(`${form.dataset.suggestions}?q=${encodeURIComponent(typed)}`);
    const { places } = await answer.json();
    if (isOver(typed)) return;
    const others = places.filter(({ name }) => !names.includes(name));
    const labels = others.map(({ name, within, url }) => {
      const label = within ? `${name} (${within})` : name;
      addresses.set(label, url);
      return label;
    });
    show([...matches(names, typed), ...labels].slice(0, MOST));
  }

  function find(typed, show) {
    clearTimeout(pause);
    // without a connection the provinces are at hand, and the form is sent as it is
    pause = setTimeout(() => isOver(typed) || findMore(typed, show).catch(() => {}), PAUSE_MS);
    return matches(names, typed);
  }

  input.removeAttribute("list");
  suggest(input, find, (name) => {
    if (addresses.has(name)) location.assign(addresses.get(name));
    else form.requestSubmit();
  });
}

function replaceList(select) {
  const options = [...select.options].filter((option) => option.value);
  const names = options.map((option) => option.text);
  const input = document.createElement("input");
  const codeOf = (name) => options.find((option) => folded(option.text) === folded(name))?.value ?? "";
  const { unknown } = select.closest("[data-unknown]").dataset;
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  [input.id, input.className, input.type] = [select.id, select.className, "text"];
  input.placeholder = select.options[0].value ? "" : select.options[0].text;
  input.value = select.value ? select.selectedOptions[0].text : "";
  select.id += "-list";
  select.hidden = true;
  select.before(input);
  const settle = () => {
    const only = matches(names, input.value);
    select.value = codeOf(input.value) || (only.length === 1 ? codeOf(only[0]) : "");
    input.setCustomValidity(input.value.trim() && !select.value ? unknown : "");
  };
  suggest(input, (typed) => matches(names, typed), settle);
  input.addEventListener("input", settle);
  input.addEventListener("change", () => {
    settle();
    if (select.value) input.value = select.selectedOptions[0].text;
  });
}

export default function provinceChoice(element) {
  const select = element.querySelector("select");
  if (select) replaceList(select);
  else completeSearch(element);
}
