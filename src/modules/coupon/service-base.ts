// What Medusa generates for the models, as a base for the services: list, retrieve, create, update, delete.
import { MedusaService } from "@medusajs/framework/utils"
import * as models from "./models"

const Generated = MedusaService(models)

/** The generated methods, for those that are overridden. */
export const generated = Generated.prototype as InstanceType<typeof Generated>

type Replaced = "createCoupons" | "createPromoCodes" | "updateCoupons" | "updatePromoCodes"

// The generated methods are typed as properties, which TypeScript lets no method override: the base forgets some of them.
export const Base = Generated as unknown as Pick<typeof Generated, keyof typeof Generated> &
  (new (...args: unknown[]) => Omit<InstanceType<typeof Generated>, Replaced>)
