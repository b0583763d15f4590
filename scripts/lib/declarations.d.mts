/** Removes from `files` (declarations, as absolute paths) what no name of the `entries` leads to. */
export function shakeDeclarations(files: string[], entries: string[]): void
