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
  proof_of_work: () => import("./proof_of_work.js"),
  province_choice: () => import("./province_choice.js"),
  said: () => import("./said.js"),
  share: () => import("./share.js"),
  progress: () => import("./progress.js"),
  send_on: () => import("./send_on.js"),
  similar: () => import("./similar.js"),
  support: () => import("./support.js"),
  unsaved: () => import("./unsaved.js"),
};

// Compounds that the dictionaries of browsers split: a line must not end inside of them.
const WHOLE = new RegExp(
  `(${[
    "เจ้าหน้าที่", "ท้องถิ่น", "โรงพยาบาล", "ข้อเสนอ", "ลงคะแนน", "งบประมาณ", "ความคิดเห็น", "ข้อคัดค้าน", "ข้อทักท้วง",
    "คำตอบ", "หน่วยงาน", "ทะเบียนบ้าน", "เผยแพร่", "รหัสผ่าน", "ผู้สูงอายุ", "เหมาะสม", "ตรวจสอบ", "สถานที่", "คิวอาร์โค้ด",
    "ที่อยู่", "ผู้สนับสนุน", "ผู้ลงคะแนน", "ค่าใช้จ่าย", "ลายมือชื่อ", "ปิดผนึก",
  ].join("|")})`,
);

function keepWhole(text) {
  const parts = text.data.split(WHOLE).map((part, place) => {
    if (place % 2 === 0) return part;
    const word = document.createElement("span");
    word.className = "word";
    word.textContent = part;
    return word;
  });
  if (/flex|grid/.test(getComputedStyle(text.parentElement).display)) {
    // there, each part would stand apart
    const whole = document.createElement("span");
    whole.append(...parts);
    text.replaceWith(whole);
  } else {
    text.replaceWith(...parts);
  }
}

const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT, (text) =>
  WHOLE.test(text.data) && !text.parentElement.closest("textarea, select, script, svg, table, .proposal, .word")
    ? NodeFilter.FILTER_ACCEPT
    : NodeFilter.FILTER_SKIP,
);
const found = [];
while (texts.nextNode()) found.push(texts.currentNode);
found.forEach(keepWhole);

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

// What an act has to say is said where one lands, which may be far below the top of the page.
const said = document.querySelector(".flashes");
const landing = said && document.querySelector(":target");
if (landing) {
  said.classList.add("is-here");
  landing.prepend(said);
  landing.scrollIntoView();
}

if ("serviceWorker" in navigator) {
  // after everything that the page itself needs
  window.addEventListener("load", () => navigator.serviceWorker.register("/service-worker.js"));
}
