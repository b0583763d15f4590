// Around each of Medusa's spec files: puts the plugin into its shop when it is to be there, and writes down what the shop answers.
import { appendFileSync } from "node:fs"
import http from "node:http"
import type { IncomingMessage, ServerResponse } from "node:http"
import path from "node:path"
import { linkPlugin, unlinkPlugin } from "../helpers/link-plugin"

process.env.LOG_LEVEL = "error"

/** Of a test or hook, in milliseconds. Theirs are for a machine that does nothing else, and a boot that takes longer is no difference. */
const PATIENCE = 1_200_000
/** Where jest keeps what `jest.setTimeout` is told. */
const TIMEOUT = Symbol.for("TEST_TIMEOUT_SYMBOL")
Object.defineProperty(globalThis, TIMEOUT, { get: () => PATIENCE, set: () => undefined, configurable: true })

// A connection that is kept is closed by whoever asks, never by the server while the next question is on its way: five seconds
// between two of them are no difference either.
Object.defineProperty(http.Server.prototype, "keepAliveTimeout", {
  get: () => 0,
  set: () => undefined,
  configurable: true,
})

if (process.env.JUDGE_WITH_PLUGIN === "true") {
  const directory = linkPlugin()
  process.env.COUPONS_PLUGIN_DIRECTORY = directory
  afterAll(() => unlinkPlugin(directory))
}

const suites = path.join(process.env.MEDUSA_CHECKOUT ?? "", "integration-tests/http/__tests__")

/** Where the answers go, a line of JSON each. */
const file = process.env.JUDGE_ANSWERS
if (file !== undefined) {
  const restore = listen((answer) => appendFileSync(file, `${JSON.stringify(answer)}\n`))
  afterAll(restore)
}

interface Answer {
  file: string
  test: string
  method: string
  url: string
  status: number
  body: string
}

/** Calls `tell` with everything that any server of this process answers; the answer stops that. */
function listen(tell: (answer: Answer) => void): () => void {
  const { emit } = http.Server.prototype
  http.Server.prototype.emit = function (...args: unknown[]) {
    const [event, request, response] = args
    if (event === "request") {
      overhear(request as IncomingMessage, response as ServerResponse, tell)
    }
    return Reflect.apply(emit, this, args) as boolean
  }
  return () => {
    http.Server.prototype.emit = emit
  }
}

function overhear(
  { method = "", url = "" }: IncomingMessage,
  response: ServerResponse,
  tell: (answer: Answer) => void,
) {
  const chunks: Buffer[] = []
  const keep = (chunk: unknown) => {
    if (typeof chunk === "string" || chunk instanceof Uint8Array) {
      chunks.push(Buffer.from(chunk as string))
    }
  }
  const { write, end } = response
  response.write = function (...args: unknown[]) {
    keep(args[0])
    return Reflect.apply(write, this, args) as boolean
  }
  response.end = function (...args: unknown[]) {
    keep(args[0])
    return Reflect.apply(end, this, args) as typeof response
  }
  response.on("finish", () => {
    const { testPath = "", currentTestName: test = "" } = expect.getState()
    const body = Buffer.concat(chunks).toString("utf8")
    tell({ file: path.relative(suites, testPath), test, method, url, status: response.statusCode, body })
  })
}
