// What is being written, kept in this browser: under "draft:", the account's number and the form's name.

const PREFIX = "draft:";
const SENT = "sent-draft";
const DAYS = 14;

/** What was written and not sent yet: {name: text}, or null. */
export function readDraft(name) {
  try {
    const { at, texts } = JSON.parse(localStorage.getItem(PREFIX + name));
    return Date.now() - at < DAYS * 24 * 3600 * 1000 ? texts : null;
  } catch {
    return null;
  }
}

/** Keep texts; tells whether the browser could. */
export function keepDraft(name, texts) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify({ at: Date.now(), texts }));
    return true;
  } catch {
    return false;
  }
}

export function dropDraft(name) {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

/** For the log-out: the next person at this device shall not find them. */
export function dropAllDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  } catch {
    // as above
  }
}

/** Remember that this draft is on its way: only the next page knows whether it arrived. */
export function noteSent(name) {
  try {
    sessionStorage.setItem(SENT, name);
  } catch {
    // it will be offered once more
  }
}

/** Drop the draft that was on its way if this page shows that it arrived. */
export function settleSent() {
  try {
    const name = sessionStorage.getItem(SENT);
    sessionStorage.removeItem(SENT);
    const hasArrived = document.querySelector(".flashes .notice-success") || /^#comment-\d+$/.test(location.hash);
    if (name && hasArrived) dropDraft(name);
  } catch {
    // as above
  }
}
