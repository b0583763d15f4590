/**
 * Puts what each of the `entries` exports into it, what that leads to into `types.d.ts` of `directory`, and removes the rest of `files`
 * (declarations, as absolute paths).
 */
export function gatherDeclarations(files: string[], entries: string[], directory: string): void
