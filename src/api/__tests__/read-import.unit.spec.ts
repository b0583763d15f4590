// A file that is sent is read as a stream, and only so much of it.
import { bounded } from "../admin/code-batches/read-import"

async function* parts(...texts: string[]): AsyncGenerator<Buffer> {
  await Promise.resolve()
  yield* texts.map((text) => Buffer.from(text))
}

async function read(source: AsyncIterable<Buffer>): Promise<string> {
  let text = ""
  for await (const part of source) {
    text += part.toString()
  }
  return text
}

describe("bounded", () => {
  it("rule 37: passes on a file that is as long as it may be", async () => {
    expect(await read(bounded(parts("SPRING\n", "SUMMER\n"), 14))).toBe("SPRING\nSUMMER\n")
  })

  it("rule 37: stops with a sentence at the first byte too many", async () => {
    await expect(read(bounded(parts("SPRING\n", "SUMMER\n"), 13))).rejects.toThrow(
      "A file has at most 13 bytes. Split it, and import the parts one by one.",
    )
  })
})
