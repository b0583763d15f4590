// The README and the manifest, as they are published: links of npm's page lead somewhere.
import { readFileSync } from "node:fs"
import path from "node:path"
import type * as PublicAddress from "../lib/public-address.mjs" with { "resolution-mode": "import" }

let lacksOf: typeof PublicAddress.lacksOf
let manifestWith: typeof PublicAddress.manifestWith
let readmeWith: typeof PublicAddress.readmeWith
beforeAll(async () => {
  ;({ lacksOf, manifestWith, readmeWith } = await import("../lib/public-address.mjs"))
})

const root = path.join(__dirname, "../..")
const readme = readFileSync(path.join(root, "README.md"), "utf8")
const bare = { name: "x", version: "1.0.0", description: "…", license: "MIT" }

const linksOf = (text: string): string[] => [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to]) => to ?? "")

describe("the public address", () => {
  let named: PublicAddress.PublicManifest
  beforeAll(() => {
    named = manifestWith(bare, "https://github.com/owner/name")
  })

  it("is in the manifest where npm looks for it", () => {
    expect(named).toEqual({
      ...bare,
      repository: { type: "git", url: "git+https://github.com/owner/name.git" },
      homepage: "https://github.com/owner/name#readme",
      bugs: { url: "https://github.com/owner/name/issues" },
    })
  })

  it("makes each link of our README absolute, pictures as bytes", () => {
    const published = readmeWith(readme, bare, named)
    const links = linksOf(published)
    expect(links.filter((to) => !/^(https:|#)/.test(to))).toEqual([])
    expect(links).toContain("https://raw.githubusercontent.com/owner/name/HEAD/docs/images/subscription.png")
    expect(links).toContain("https://github.com/owner/name/blob/HEAD/docs/installation.md#in-production")
    expect(lacksOf(named, published)).toEqual([])
  })

  it("can be given twice, and changed", () => {
    const once = readmeWith(readme, bare, named)
    expect(readmeWith(once, named, named)).toBe(once)
    const moved = manifestWith(named, "https://gitlab.com/other/house.git")
    expect(readmeWith(once, named, moved)).toBe(readmeWith(readme, bare, moved))
    expect(moved.bugs.url).toBe("https://gitlab.com/other/house/issues")
  })

  it.each(["", "name", "http://github.com/owner/name", "https://example.com/owner/name", "https://github.com/owner"])(
    "refuses %j with a sentence",
    (address) => {
      expect(() => manifestWith(bare, address)).toThrow("is no repository on github.com or gitlab.com")
    },
  )

  it("says what is missing before anybody publishes", () => {
    expect(lacksOf(bare, "[docs](docs/a.md) ![picture](docs/b.png) [page](https://a.example)")).toEqual([
      "package.json has no repository, homepage, bugs",
      "README.md has 2 links that lead nowhere on npm's page",
    ])
  })
})
