// Counts as the page writes them: in ๐-๙ for people whose account asks for that.

const DIGITS = "๐๑๒๓๔๕๖๗๘๙";
const numbers = new Intl.NumberFormat(document.documentElement.dataset.numerals === "thai" ? "th-u-nu-thai" : "en");

/** 12,345 or ๑๒,๓๔๕. */
export function format(count) {
  return numbers.format(count);
}

/** The number that a text writes in either digits. */
export function parse(text) {
  return Number(text.replace(/[๐-๙]/g, (sign) => DIGITS.indexOf(sign)).replace(/\D/g, ""));
}
