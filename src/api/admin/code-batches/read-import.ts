// Takes an import's file and settings from the request: a CSV body is passed on as a stream, a JSON body is read whole.
import type { IncomingMessage } from "node:http"
import { importCodeBatchSchema } from "../../../engine"
import type { ImportCodeBatchInput } from "../../../engine"
import { invalid } from "../../../tools/errors"
import { checked, refuseUnstorable } from "../../validate"
import type { ImportQuery } from "./validators"

const MAX_JSON_BYTES = 10 * 1024 * 1024
/** A million rows of the longest codes, and as much again beside them. */
const MAX_CSV_BYTES = 256 * 1024 * 1024
const CSV_TYPES = ["text/csv", "application/csv", "text/plain", "text/tab-separated-values"]

interface ReadImport {
  code_batch: ImportCodeBatchInput
  csv: AsyncIterable<Uint8Array | string>
}

/** Throws INVALID_DATA, with a sentence, for other types of content, JSON that is none or too long, and wrong settings. */
export async function readImport(req: IncomingMessage, { gate }: ImportQuery): Promise<ReadImport> {
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase() ?? ""
  if ((req.headers["content-encoding"] ?? "identity") !== "identity") {
    throw invalid("Send the file as it is: compressed bodies are not read.")
  }
  if (CSV_TYPES.includes(type)) {
    return { code_batch: await checkedGate(gate), csv: bounded(partsOf(req), MAX_CSV_BYTES) }
  }
  if (type !== "application/json") {
    throw invalid('Send the codes as a body of type text/csv, or as JSON: { "csv": "…" }.')
  }
  const { csv, ...more } = await readJson(req)
  if (typeof csv !== "string") {
    throw invalid("'csv' must be the text of the file.")
  }
  refuseUnstorable(more, "body")
  return { code_batch: await checkedGate({ ...gate, ...more }), csv: linesAsStream(csv) }
}

/** The connection stays open where reading stops early: the sender is to get the answer that says why. */
function partsOf(req: IncomingMessage): AsyncIterable<Buffer> {
  return req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
}

/** The same bytes, up to `most`; throws INVALID_DATA with a sentence where there are more. */
export async function* bounded(source: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let bytes = 0
  for await (const part of source) {
    bytes += part.length
    if (bytes > most) {
      throw invalid(`A file has at most ${most} bytes. Split it, and import the parts one by one.`)
    }
    yield part
  }
}

async function checkedGate(gate: object): Promise<ImportCodeBatchInput> {
  const given = Object.fromEntries(Object.entries(gate).filter(([, value]) => value !== undefined))
  return await checked(importCodeBatchSchema, given)
}

async function* linesAsStream(csv: string): AsyncGenerator<string> {
  await Promise.resolve()
  yield csv
}

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of partsOf(req)) {
    bytes += part.length
    if (bytes > MAX_JSON_BYTES) {
      throw invalid(`A JSON body has at most ${MAX_JSON_BYTES} bytes. Send larger files as text/csv.`)
    }
    parts.push(part)
  }
  const body = parsed(Buffer.concat(parts).toString("utf8"))
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw invalid("The body must be a JSON object.")
  }
  return body as Record<string, unknown>
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw invalid("The body is not JSON.")
  }
}
