// Types of what names the public repository, for its test.
export interface Manifest {
  name: string
  repository?: { type: string; url: string }
  homepage?: string
  bugs?: { url: string }
  [field: string]: unknown
}

export type PublicManifest = Manifest & Required<Pick<Manifest, "repository" | "homepage" | "bugs">>

export function manifestWith(manifest: Manifest, address: string): PublicManifest
export function readmeWith(readme: string, before: Manifest, after: PublicManifest): string
export function lacksOf(manifest: Manifest, readme: string): string[]
