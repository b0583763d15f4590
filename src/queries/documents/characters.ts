// Single characters: what Helvetica can print, and what stands in for what it cannot.

/** What Helvetica can show beside Latin-1 (the encoding WinAnsi). */
const BEYOND_LATIN_1 = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")
const LOOKALIKES: Record<string, string> = {
  "\u2011": "-",
  "\u2212": "-",
  "\u2009": " ",
  "\u202f": " ",
  ł: "l",
  Ł: "L",
  đ: "d",
  Đ: "D",
  ħ: "h",
  Ħ: "H",
  ı: "i",
  ŧ: "t",
  Ŧ: "T",
}

const isPrintable = (character: string): boolean =>
  /^[\u0020-\u007e\u00a0-\u00ff]$/.test(character) || BEYOND_LATIN_1.has(character)

/** The text as Helvetica can print it: letters lose marks it does not know, and other scripts become question marks. */
export function winAnsi(text: string): string {
  return Array.from(text.normalize("NFC"), (character) =>
    isPrintable(character) ? character : withoutMarks(character),
  ).join("")
}

function withoutMarks(character: string): string {
  const plain = LOOKALIKES[character] ?? character.normalize("NFKD").replace(/\p{M}/gu, "")
  return plain !== "" && Array.from(plain).every(isPrintable) ? plain : "?"
}
