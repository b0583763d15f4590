// Core promotions that were given a code of ours after it was entered: core links them to the cart by the saving's code.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { normaliseCode } from "../../engine"
import { graph } from "../../lib/graph"

interface LinkedPromotion {
  id: string
  code?: string | null
  is_automatic?: boolean | null
}

/**
 * Takes off a cart the core promotions that have this normalised code: whoever removes the code must not find another
 * discount under it at the next refresh. One query; writes nothing where there is no such promotion.
 */
export async function unlinkDuplicatePromotions(
  container: MedusaContainer,
  cart_id: string,
  code_normalised: string,
): Promise<void> {
  const fields = ["promotions.id", "promotions.code", "promotions.is_automatic"]
  const [cart] = await graph<{ promotions?: (LinkedPromotion | null)[] }>(container, "cart", fields, { id: cart_id })
  const duplicates = (cart?.promotions ?? []).flatMap((promotion) =>
    promotion && !promotion.is_automatic && normaliseCode(promotion.code ?? "") === code_normalised
      ? [promotion.id]
      : [],
  )
  if (duplicates.length > 0) {
    await container
      .resolve(ContainerRegistrationKeys.LINK)
      .dismiss(
        duplicates.map((promotion_id) => ({ [Modules.CART]: { cart_id }, [Modules.PROMOTION]: { promotion_id } })),
      )
  }
}
