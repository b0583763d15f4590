// Single characters: what Helvetica can print, what stands in for what it cannot, and what nobody is to see.

/** What Helvetica can show beside Latin-1 (the encoding WinAnsi). */
const BEYOND_LATIN_1 = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ")
/** The same to the eye. */
const TWINS: Record<string, string> = {
  "\u2011": "-",
  "\u2212": "-",
  "\u2009": " ",
  "\u202f": " ",
}
/** Letters that lose a mark; for those that no font knows. */
const LOOKALIKES: Record<string, string> = {
  ...TWINS,
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
export function winAnsi(text: string): string
/** "exactly": null where anything would be lost. */
export function winAnsi(text: string, how: "exactly"): string | null
export function winAnsi(text: string, how?: "exactly"): string | null {
  const printable: string[] = []
  for (const character of text.normalize("NFC")) {
    const same = isPrintable(character) ? character : TWINS[character]
    if (same === undefined && how === "exactly") {
      return null
    }
    printable.push(same ?? withoutMarks(character))
  }
  return printable.join("")
}

function withoutMarks(character: string): string {
  const plain = LOOKALIKES[character] ?? character.normalize("NFKD").replace(/\p{M}/gu, "")
  return plain !== "" && Array.from(plain).every(isPrintable) ? plain : "?"
}

/**
 * The text without what would not be printed or would mislead: line ends and other control characters become spaces, and
 * the marks that turn a text around against its letters go, so that no name can disguise itself.
 */
export function readable(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .replace(/[\u00ad\u200b\u2060-\u2064\u206a-\u206f\u202a-\u202e\ufeff\ufe00-\ufe0f]/g, "")
}
