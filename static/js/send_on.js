// Goes on by itself where a page has nothing but one button to press.

export default function sendOn(form) {
  const [visit] = performance.getEntriesByType("navigation");
  // whoever comes back by the browser's button wants to be here
  if (visit?.type !== "back_forward") form.requestSubmit();
}
