// The sentence to show for a failed request.

/** The server's own sentence where there is one, else `fallback`. */
export function sentenceOf(error: unknown, fallback: string): string {
  return error instanceof Error && error.message.trim() !== "" ? error.message : fallback
}
