// Medusa's official Stripe provider, unchanged but for the host that its client talks to.
import { createRequire } from "node:module"
import { StripeProviderService } from "@medusajs/payment-stripe/dist/services"

interface Options {
  apiKey: string
  webhookSecret: string
  /** `127.0.0.1:54321`, where the stand-in for Stripe listens. */
  host: string
}

/** The provider's own copy of the official library: another package of this repository brings another version. */
const ownStripe = createRequire(require.resolve("@medusajs/payment-stripe/package.json"))("stripe") as new (
  key: string,
  config: object,
) => StripeClient

class WithClient extends StripeProviderService {
  get client() {
    return this.stripe_
  }
}

/** The official library, in the version the official provider brings. */
export type StripeClient = WithClient["client"]

/** A client that talks to `host` instead of to Stripe. */
export function stripeAt(host: string, key = "sk_test_stand_in"): StripeClient {
  const [name, port] = host.split(":")
  return new ownStripe(key, { host: name, port: Number(port), protocol: "http", telemetry: false })
}

/** `pp_stripe_stripe`, as in a shop. */
export default class StripeHere extends StripeProviderService {
  constructor(container: Record<string, unknown>, options: Options) {
    super(container, options)
    this.stripe_ = stripeAt(options.host, options.apiKey)
  }
}
