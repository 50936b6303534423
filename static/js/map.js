// Says below the map which province the pointer or the keyboard is on.

export default function map(figure) {
  const caption = figure.querySelector("[data-caption]");
  const silent = caption.textContent;

  function tell(event) {
    const province = event.target.closest("a");
    caption.textContent = province?.querySelector("title")?.textContent ?? silent;
  }

  for (const kind of ["pointerover", "focusin"]) figure.addEventListener(kind, tell);
  for (const kind of ["pointerleave", "focusout"]) {
    figure.addEventListener(kind, () => {
      caption.textContent = silent;
    });
  }
}
