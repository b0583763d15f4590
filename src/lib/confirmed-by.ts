// Who confirmed an edit that a discount made of a draft order.

/**
 * The admin's id, or "" for anybody else: the Admin looks up whoever is named there, and the draft order's page breaks when
 * it is no user of the shop (a secret API key, a workflow).
 */
export const confirmedBy = (actor_id: string | null | undefined): string =>
  actor_id?.startsWith("user_") ? actor_id : ""
