// What must not happen while an admin works: errors on the console, failed requests, requests to other hosts.
import type { ConsoleMessage, Page, Request, Response } from "playwright-core"

/** Chromium says this of every refusal; the response itself tells more and is judged instead. */
const REFUSAL = /^Failed to load resource: the server responded with a status of/
/** A page that is left takes its requests along. */
const LEFT = "net::ERR_ABORTED"

/** Core's pages with an address show its country's flag from there; the window answers in its place. */
export const FLAGS = /^https:\/\/cdn\.jsdelivr\.net\/gh\/lipis\/flag-icons\//

interface Expected {
  status: number
  path: RegExp
  seen: boolean
}

/** Listens to a page from its first request on, and keeps every trouble as a sentence. */
export class Troubles {
  private sentences: string[] = []
  private expected: Expected[] = []

  constructor(
    page: Page,
    private readonly origin: string,
  ) {
    page.on("console", (message) => this.hear(message))
    page.on("pageerror", (error) => this.sentences.push(`The page threw: ${error.stack ?? error.message}`))
    page.on("request", (request) => this.watch(request))
    page.on("requestfailed", (request) => this.fail(request))
    page.on("response", (response) => this.judge(response))
  }

  /** Announces a refusal that the walk provokes on purpose; it must come. */
  expect(status: number, path: RegExp): void {
    this.expected.push({ status, path, seen: false })
  }

  /** All troubles so far, and the refusals that were announced and did not come. */
  all(): string[] {
    const missing = this.expected.filter(({ seen }) => !seen)
    return [
      ...this.sentences,
      ...missing.map(({ status, path }) => `No request to ${path} was refused with ${status}.`),
    ]
  }

  /** All troubles so far, which are forgotten. */
  take(): string[] {
    const all = this.all()
    this.sentences = []
    this.expected = []
    return all
  }

  private hear(message: ConsoleMessage): void {
    if (message.type() !== "error" || REFUSAL.test(message.text())) {
      return
    }
    this.sentences.push(`The console says: ${message.text()} (${message.location().url})`)
  }

  private watch(request: Request): void {
    const { protocol, origin } = new URL(request.url())
    if (protocol.startsWith("http") && origin !== this.origin && !FLAGS.test(request.url())) {
      this.sentences.push(`The page asked another host: ${request.url()}`)
    }
  }

  private fail(request: Request): void {
    const reason = request.failure()?.errorText
    if (reason !== LEFT) {
      this.sentences.push(`${request.method()} ${request.url()} failed: ${reason}`)
    }
  }

  private judge(response: Response): void {
    const status = response.status()
    if (status < 400) {
      return
    }
    const path = response.url().slice(this.origin.length)
    const announced = this.expected.find((one) => one.status === status && one.path.test(path))
    if (announced) {
      announced.seen = true
    } else {
      this.sentences.push(`${response.request().method()} ${path} answered ${status}.`)
    }
  }
}
