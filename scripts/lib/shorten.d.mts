// Types of what makes a build's JavaScript small, for its test.
export function shortened(text: string): Promise<string>
export function namedByFolder(texts: Map<string, string>): Map<string, string>
