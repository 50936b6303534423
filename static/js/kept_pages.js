// Lists the pages that the service worker has kept, newest first, with the time of each.

const isThai = document.documentElement.lang === "th";
const time = new Intl.DateTimeFormat(isThai ? "th-TH-u-ca-buddhist" : "en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "Asia/Bangkok",
});

async function read(pages, request) {
  const kept = await pages.match(request, { ignoreVary: true });
  const page = new DOMParser().parseFromString(await kept.text(), "text/html");
  return { url: request.url, title: page.querySelector("h1").textContent, at: kept.headers.get("Kept-At") };
}

function entry({ url, title, at }) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const when = document.createElement("time");
  [link.href, link.textContent] = [url, title];
  [when.dateTime, when.textContent] = [at, time.format(new Date(at))];
  item.append(link, when);
  return item;
}

export default async function keptPages(section) {
  const pages = await caches.open("pages");
  const kept = await Promise.all((await pages.keys()).map((request) => read(pages, request)));
  section.querySelector("ul").append(...kept.reverse().map(entry));
  section.hidden = kept.length === 0;
}
