// The key of texts that look alike, as idea4gov/domain/spelling.py makes it: for comparing, never for showing.

const UNSEEN = /\p{Default_Ignorable_Code_Point}|[\u2800\ufff9-\ufffb]/gu;
const SHIFTED_SHAPES = [..."ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู"];
const LEVELS = ["ฺ", "ุู", "ัิีึื็ํ", "่้๊๋์๎"];
const MARKS = LEVELS.join("");
const MARKED = new RegExp(`([ก-ฮ])([ะา]*[${MARKS}][${MARKS}ะา]*)`, "g");

const level = (mark) => LEVELS.findIndex((marks) => marks.includes(mark));

function inOrder(_, consonant, found) {
  const marks = [...new Set(found)].filter((sign) => level(sign) >= 0).sort((one, other) => level(one) - level(other));
  const vowels = [...found].filter((sign) => level(sign) < 0).join("");
  if (!marks.includes("ํ") || vowels[0] !== "า") return consonant + marks.join("") + vowels;
  return `${consonant}${marks.filter((mark) => mark !== "ํ").join("")}ำ${vowels.slice(1)}`;
}

export default function spellingKey(text) {
  return text
    .replace(/[\uf700-\uf71a]/g, (sign) => SHIFTED_SHAPES[sign.charCodeAt(0) - 0xf700])
    .normalize("NFKD")
    // in this order "ß" becomes "ss", as folding has it
    .toUpperCase()
    .toLowerCase()
    .replace(UNSEEN, "")
    .normalize("NFKC")
    .replace(/[๐-๙]/g, (digit) => digit.charCodeAt(0) - 0x0e50)
    .replaceAll("ๅ", "า")
    .replaceAll("เเ", "แ")
    .replace(MARKED, inOrder)
    .normalize("NFC")
    .replace(/\s+/g, " ")
    .trim();
}
