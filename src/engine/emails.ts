// When two e-mails are the same, and which of them a pattern means.

/** E-mail as limits, histories and restrictions compare it: trimmed, lower case, compatibility characters folded. */
export function normaliseEmail(email: string): string {
  return email.normalize("NFKC").trim().toLowerCase()
}

/** True for a normalised e-mail address, and for all of a domain ("*@acme.com"). */
export const isEmailPattern = (pattern: string): boolean => /^(?:\*|[^\s@*,;]+)@[^\s@*,;]+$/.test(pattern)

/** True if one of the patterns, normalised, means this e-mail: the address itself, or its domain. */
export function matchesEmail(patterns: readonly string[], email: string): boolean {
  const address = normaliseEmail(email)
  return patterns.includes(address) || patterns.includes(`*${address.slice(address.lastIndexOf("@"))}`)
}
