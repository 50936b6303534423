// Asks before someone leaves a form with text that was not sent.

/** Ask while `isAtRisk()` says so, and the form is not being sent. */
export function guard(form, isAtRisk) {
  let isLeaving = false;
  form.addEventListener("submit", () => {
    isLeaving = true;
  });
  // back from the cache of pages, the form can be left once more
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && isAtRisk()) event.preventDefault();
  });
}

export default function unsaved(form) {
  let isDirty = false;
  form.addEventListener("input", () => {
    isDirty = true;
  });
  guard(form, () => isDirty);
}
