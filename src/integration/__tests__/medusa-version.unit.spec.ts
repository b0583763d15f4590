// Which Medusa is supported is said in one place more than npm reads: both must say the same.
import { readFileSync } from "node:fs"
import path from "node:path"
import { isSupported, medusaState, medusaVersion, SUPPORTED_MEDUSA } from "../medusa-version"

const manifest = JSON.parse(readFileSync(path.resolve(__dirname, "../../../package.json"), "utf8")) as {
  peerDependencies: Record<string, string>
  devDependencies: Record<string, string>
}

describe("the supported versions", () => {
  it.each(["admin-sdk", "framework", "js-sdk", "medusa"])("are npm's range for @medusajs/%s", (name) => {
    expect(manifest.peerDependencies[`@medusajs/${name}`]).toBe(SUPPORTED_MEDUSA)
  })

  it.each([
    ["2.13.6", false],
    ["2.14.0", true],
    ["2.14.2", true],
    ["2.21.2", true],
    ["2.21.99", true],
    ["2.22.0", false],
    ["3.14.0", false],
    ["2.22.0-preview-20261127", false],
    ["nonsense", false],
    [null, false],
  ])("%s: %s", (version, supported) => {
    expect(isSupported(version)).toBe(supported)
  })
})

describe("the Medusa that runs here", () => {
  it("is the installed one", () => {
    expect(medusaVersion()).toBe(manifest.devDependencies["@medusajs/medusa"])
    expect(medusaState()).toEqual({ version: medusaVersion(), supported: true, lost: [] })
  })

  it.each(["2.13.6", "2.22.0", null])("outside the range is named in one sentence: %s", (version) => {
    const { supported, lost } = medusaState(version)
    expect(supported).toBe(false)
    expect(lost).toEqual([expect.stringContaining(version ?? "of unknown version")])
    expect(lost[0]).toContain(SUPPORTED_MEDUSA)
  })
})
