// Reads through Query, typed by the caller.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Reads rows of an entity through Query; all of them, or one page; with those that were deleted where that is asked for. */
export async function graph<T>(
  container: MedusaContainer,
  entity: string,
  fields: string[],
  filters: object,
  pagination?: { take: number; order: Record<string, "ASC" | "DESC"> },
  withDeleted = false,
): Promise<T[]> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data } = await query.graph({
    entity,
    fields,
    filters,
    ...(pagination && { pagination }),
    ...(withDeleted && { withDeleted }),
  })
  return data as T[]
}
