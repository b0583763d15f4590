// Types of the Admin's build for the browser's tests.
export function buildTestAdmin(): Promise<string>
