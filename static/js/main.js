// Gives life to the elements that ask for it: <form data-module="support">. Every page works without.

const modules = {
  ask: () => import("./ask.js"),
  ballot: () => import("./ballot.js"),
  counter: () => import("./counter.js"),
  draft: () => import("./draft.js"),
  forget_drafts: () => import("./forget_drafts.js"),
  kept_pages: () => import("./kept_pages.js"),
  map: () => import("./map.js"),
  photos: () => import("./photos.js"),
  province_choice: () => import("./province_choice.js"),
  share: () => import("./share.js"),
  progress: () => import("./progress.js"),
  similar: () => import("./similar.js"),
  support: () => import("./support.js"),
  unsaved: () => import("./unsaved.js"),
};

// before a form offers the draft again; storage may be forbidden
try {
  if (sessionStorage.getItem("sent-draft")) await import("./drafts.js").then((drafts) => drafts.settleSent());
} catch {
  // then there is no draft either
}

for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) {
    modules[name]?.().then((module) => module.default(element));
  }
}

if ("serviceWorker" in navigator) {
  // after everything that the page itself needs
  window.addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js"));
}
