// Types of the search for a free port, for tests.
export function isFree(port: number): Promise<boolean>
export function freePort(first: number): Promise<number>
