// Reads points as people type them, as domain/numbers.py does: the sums of the ballot are those of the server.

const LARGEST = 1_000_000;
const FORM = /^(\d+|[1-9]\d{0,2}([, ])\d{3}(?:\2\d{3})*|[1-9]\d{0,2}(?:\.\d{3}){2,}(?!\.))(?:\.0{1,2})? ?(?:แต้ม|คะแนน|points?)?$/i;
const DIGIT = /\p{Nd}/u;
const [FIRST_FULL_WIDTH, LAST_FULL_WIDTH, TO_ASCII] = [0xff01, 0xff5e, 0xfee0];

/** The value of a decimal digit of any script: ten of them stand together, the zero first. */
function decimal(digit) {
  const code = digit.codePointAt(0);
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (code - zero) % 10;
}

function plain(sign) {
  if (/\p{Cf}/u.test(sign)) return "";
  if (DIGIT.test(sign)) return decimal(sign);
  const code = sign.codePointAt(0);
  return code >= FIRST_FULL_WIDTH && code <= LAST_FULL_WIDTH ? String.fromCodePoint(code - TO_ASCII) : sign;
}

/** The points that a text says; 0 when it is empty, and when the server will refuse it. */
export function readPoints(text) {
  const found = FORM.exec([...text].map(plain).join("").trim().replace(/\s+/g, " "));
  const points = found ? Number(found[1].replace(/[., ]/g, "")) : 0;
  return points <= LARGEST ? points : 0;
}
