// Stripe's API over HTTP on loopback, with an account in memory: keys, idempotency, unknown parameters, and faults on order.
import { createServer } from "node:http"
import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { StripeAccount } from "./account"
import { StripeFailure, invalid } from "./errors"
import { list, readForm, text } from "./form"
import type { Params } from "./form"
import { newId } from "./objects"

/** Mishaps of the network and of Stripe itself; no test card makes them. */
export interface Fault {
  /** Of the request that it happens to: `POST /v1/payment_intents`, say. */
  on: RegExp
  /**
   * - refused: 500 before anything was done. Nothing is kept under the idempotency key.
   * - failed: 500 after it was done; repeats under the same key are answered with the same 500.
   * - lost: it is done, and the answer never arrives.
   */
  kind: "refused" | "failed" | "lost"
  /** How many requests it happens to. */
  times: number
}

interface Asked {
  method: string
  path: string
  params: Params
}

interface Answer {
  status: number
  body: object
}

interface Route {
  /** `POST /v1/payment_intents/:id/confirm` */
  at: string
  /** Parameters it knows, beside `expand`. */
  takes?: string[]
  run: (account: StripeAccount, id: string, params: Params) => object
}

const INTENT = [
  ..."amount currency customer description metadata payment_method payment_method_data payment_method_options".split(
    " ",
  ),
  ..."payment_method_types receipt_email setup_future_usage shipping statement_descriptor capture_method".split(" "),
  "payment_method_configuration",
]
const CONFIRM = [
  ..."payment_method payment_method_data payment_method_options payment_method_types receipt_email return_url".split(
    " ",
  ),
  ..."setup_future_usage shipping off_session use_stripe_sdk capture_method mandate mandate_data".split(" "),
]
const CUSTOMER = "address description email metadata name phone payment_method shipping".split(" ")
const SETUP = "customer description metadata payment_method payment_method_types usage confirm return_url".split(" ")
const PAGE = ["limit", "starting_after", "ending_before"]

const pageOf = (data: object[], url: string) => ({ object: "list", data, has_more: false, url })

const ROUTES: Route[] = [
  { at: "POST /v1/customers", takes: CUSTOMER, run: (account, _, params) => account.createCustomer(params) },
  { at: "GET /v1/customers/:id", run: (account, id) => account.customer(id) },
  { at: "POST /v1/customers/:id", takes: CUSTOMER, run: (account, id, params) => account.updateCustomer(id, params) },
  { at: "DELETE /v1/customers/:id", run: (account, id) => account.deleteCustomer(id) },
  {
    at: "GET /v1/customers/:id/payment_methods",
    takes: [...PAGE, "type"],
    run: (account, id) => {
      account.customer(id)
      return pageOf(account.methodsOf(id), `/v1/customers/${id}/payment_methods`)
    },
  },
  {
    at: "POST /v1/payment_methods",
    takes: ["type", "card", "billing_details", "metadata"],
    run: (account, _, params) => account.createMethod(params),
  },
  {
    at: "GET /v1/payment_methods",
    takes: [...PAGE, "type", "customer"],
    run: (account, _, params) => pageOf(account.methodsOf(text(params.customer)), "/v1/payment_methods"),
  },
  { at: "GET /v1/payment_methods/:id", run: (account, id) => account.method(id) },
  {
    at: "POST /v1/payment_methods/:id/attach",
    takes: ["customer"],
    run: (account, id, params) => account.attach(id, text(params.customer)),
  },
  { at: "POST /v1/payment_methods/:id/detach", run: (account, id) => account.detach(id) },
  { at: "POST /v1/setup_intents", takes: SETUP, run: (account, _, params) => account.createSetup(params) },
  { at: "GET /v1/setup_intents/:id", run: (account, id) => account.setup(id) },
  {
    at: "POST /v1/setup_intents/:id/confirm",
    takes: ["payment_method", "return_url"],
    run: (account, id, params) => account.confirmSetup(id, params),
  },
  {
    at: "POST /v1/setup_intents/:id/cancel",
    takes: ["cancellation_reason"],
    run: (account, id) => account.cancelSetup(id),
  },
  {
    at: "POST /v1/payment_intents",
    takes: [...new Set([...INTENT, ...CONFIRM, "automatic_payment_methods", "confirm"])],
    run: (account, _, params) => account.createIntent(params),
  },
  {
    at: "GET /v1/payment_intents",
    takes: [...PAGE, "customer", "created"],
    run: (account, _, params) => pageOf(account.listIntents(params), "/v1/payment_intents"),
  },
  { at: "GET /v1/payment_intents/:id", takes: ["client_secret"], run: (account, id) => account.intent(id) },
  { at: "POST /v1/payment_intents/:id", takes: INTENT, run: (account, id, params) => account.updateIntent(id, params) },
  {
    at: "POST /v1/payment_intents/:id/confirm",
    takes: CONFIRM,
    run: (account, id, params) => account.confirmIntent(id, params),
  },
  {
    at: "POST /v1/payment_intents/:id/capture",
    takes: ["amount_to_capture", "final_capture", "metadata"],
    run: (account, id, params) => account.captureIntent(id, params),
  },
  {
    at: "POST /v1/payment_intents/:id/cancel",
    takes: ["cancellation_reason"],
    run: (account, id, params) => account.cancelIntent(id, params),
  },
  {
    at: "POST /v1/refunds",
    takes: ["amount", "charge", "payment_intent", "reason", "metadata"],
    run: (account, _, params) => account.createRefund(params),
  },
  { at: "GET /v1/refunds/:id", run: (account, id) => account.refund(id) },
  { at: "GET /v1/disputes/:id", run: (account, id) => account.dispute(id) },
]

/** The server and, behind it, the account. `reset` begins a new account at the same address. */
export class StripeServer {
  account = new StripeAccount()
  faults: Fault[] = []
  /** `POST /v1/payment_intents`, in order, repeats included. */
  asked: string[] = []
  readonly #answers = new Map<string, { asked: string; answer: Answer }>()
  #server: Server | null = null

  reset(): void {
    this.account = new StripeAccount()
    this.faults = []
    this.asked = []
    this.#answers.clear()
  }

  /** Listens on loopback and answers with the port. */
  async start(): Promise<number> {
    const server = createServer((req, res) => void this.#serve(req, res))
    this.#server = server
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    return (server.address() as AddressInfo).port
  }

  async stop(): Promise<void> {
    const server = this.#server
    this.#server = null
    server?.closeAllConnections()
    await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()))
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req) {
      chunks.push(chunk as Buffer)
    }
    const { pathname: path, search } = new URL(req.url ?? "/", "http://stripe")
    const method = req.method ?? "GET"
    const sent = method === "POST" ? Buffer.concat(chunks).toString() : search.slice(1)
    const key = req.headers["idempotency-key"]
    const id = newId("req")
    this.asked.push(`${method} ${path}`)
    const { answer, is_replayed, is_lost } = this.#answer(req, { method, path, params: readForm(sent) }, sent, key)
    if (is_lost) {
      req.socket.destroy()
      return
    }
    res.writeHead(answer.status, {
      "content-type": "application/json",
      "request-id": id,
      ...(typeof key === "string" ? { "idempotency-key": key } : {}),
      ...(is_replayed ? { "idempotent-replayed": "true" } : {}),
      // The library repeats a 500 by itself unless it is told that it is no use.
      ...(answer.status >= 500 ? { "stripe-should-retry": "false" } : {}),
    })
    res.end(JSON.stringify(answer.body))
  }

  #answer(
    req: IncomingMessage,
    asked: Asked,
    sent: string,
    key: string | string[] | undefined,
  ): { answer: Answer; is_replayed?: boolean; is_lost?: boolean } {
    if (!/^(Bearer sk_test_|Basic )/.test(req.headers.authorization ?? "")) {
      const message = "You did not provide an API key."
      return { answer: { status: 401, body: { error: { type: "invalid_request_error", message } } } }
    }
    const is_keyed = typeof key === "string" && asked.method === "POST"
    const name = `${asked.method} ${asked.path}`
    const known = is_keyed ? this.#answers.get(key) : undefined
    const fault = this.#faultOn(name)
    if (known) {
      if (known.asked !== `${name} ${sent}`) {
        const message =
          "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a " +
          `key other than '${String(key)}' if you meant to execute a different request.`
        return { answer: { status: 400, body: { error: { type: "idempotency_error", message } } } }
      }
      return { answer: known.answer, is_replayed: true, is_lost: fault?.kind === "lost" }
    }
    if (fault?.kind === "refused") {
      return { answer: SERVER_ERROR }
    }
    this.account.idempotency_key = is_keyed ? key : null
    const done = this.#run(asked)
    const answer = fault?.kind === "failed" ? SERVER_ERROR : done
    // What Stripe refuses before it begins is not kept under the key; what a bank refused, and what broke, is.
    if (is_keyed && (answer.status < 400 || answer.status === 402 || answer.status >= 500)) {
      this.#answers.set(key, { asked: `${name} ${sent}`, answer })
    }
    return { answer, is_lost: fault?.kind === "lost" }
  }

  #faultOn(name: string): Fault | undefined {
    const fault = this.faults.find(({ on, times }) => times > 0 && on.test(name))
    if (fault) {
      fault.times -= 1
    }
    return fault
  }

  #run({ method, path, params }: Asked): Answer {
    try {
      const { route, id } = routeOf(method, path)
      const { expand, ...rest } = params
      const stranger = Object.keys(rest).find((name) => !route.takes?.includes(name))
      if (stranger !== undefined) {
        throw invalid(`Received unknown parameter: ${stranger}`, { code: "parameter_unknown", param: stranger })
      }
      const found = structuredClone(route.run(this.account, id, rest))
      return { status: 200, body: this.#expanded(found, list(expand)) }
    } catch (error) {
      if (error instanceof StripeFailure) {
        return { status: error.status, body: { error: structuredClone(error.fields) } }
      }
      throw error
    }
  }

  /** Ids become objects where the request asks for it. */
  #expanded(found: object, expand: string[]): object {
    const { account } = this
    const rows: Record<string, Map<string, object>> = {
      payment_method: account.methods,
      customer: account.customers,
      latest_charge: account.charges,
      payment_intent: account.intents,
      charge: account.charges,
    }
    const whole = expand.flatMap((name) => {
      const id = (found as Record<string, unknown>)[name]
      const row = typeof id === "string" ? rows[name]?.get(id) : undefined
      return row ? [[name, structuredClone(row)] as const] : []
    })
    return { ...found, ...Object.fromEntries(whole) }
  }
}

const SERVER_ERROR: Answer = {
  status: 500,
  body: { error: { type: "api_error", message: "An unknown error occurred." } },
}

function routeOf(method: string, path: string): { route: Route; id: string } {
  const parts = path.split("/")
  for (const route of ROUTES) {
    const [verb, at = ""] = route.at.split(" ")
    const wanted = at.split("/")
    const fits = verb === method && wanted.length === parts.length
    if (fits && wanted.every((part, index) => part === ":id" || part === parts[index])) {
      return { route, id: decodeURIComponent(parts[wanted.indexOf(":id")] ?? "") }
    }
  }
  throw new StripeFailure(404, {
    type: "invalid_request_error",
    message: `Unrecognized request URL (${method}: ${path}).`,
  })
}
