export function broughtBy(lock: { packages: Record<string, object> }, name: string): string[]
