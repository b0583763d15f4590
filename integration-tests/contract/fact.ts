// A fact about Medusa that one of our seams stands on, how to look it up in the installed packages, and what to say when it moved.
import { readFileSync } from "node:fs"
import path from "node:path"

export interface Fact<T = unknown> {
  /** The seam as src/integration/README.md calls it. */
  seam: string
  /** What must be true, as that README says it. */
  says: string
  /** The sentence of the failing test: what moved, and what to look at. */
  moved: string
  /** The minor versions of Medusa 2 that it is true of, first and last, where it is not true of all that are supported. */
  minors?: [number, number]
  /** Reads it from the installed packages. */
  look(): T | Promise<T>
  holds(found: T): boolean
  /** What a Medusa that moved would show; it must not hold. */
  doctored: T
}

/** Keeps the type of what is found inside the fact. */
export function fact<T>(one: Fact<T>): Fact {
  return one
}

/** The minor version of the Medusa 2 that is installed here. */
export function installedMinor(): number {
  const { version } = JSON.parse(readFileSync(insideOf("@medusajs/medusa", "package.json"), "utf8")) as {
    version: string
  }
  return Number(version.split(".")[1])
}

/** Whether the fact is one about the Medusa that is installed here. */
export function applies({ minors }: Fact): boolean {
  const minor = installedMinor()
  return !minors || (minor >= minors[0] && minor <= minors[1])
}

/** Throws the fact's sentence, with what was found, unless it holds. */
export function check(one: Fact, found: unknown): void {
  if (!one.holds(found)) {
    throw new Error(`${one.moved} Found: ${JSON.stringify(found)}`)
  }
}

/** A file of an installed package, whatever its `exports` offer. */
export function insideOf(name: string, file: string): string {
  return path.join(process.cwd(), "node_modules", name, file)
}
