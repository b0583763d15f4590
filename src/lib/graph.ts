// Reads through Query, typed by the caller.
import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** What a reading may ask beside its filters. */
export interface GraphOptions {
  /** One page; without it all rows are read, in no order. */
  page?: { take: number; skip?: number; order: Record<string, "ASC" | "DESC"> }
  /** True: also rows that were deleted. */
  withDeleted?: boolean
  /** What calculated fields are calculated for (QueryContext). */
  context?: object
  /** True: throws NOT_FOUND where the filters name an id that there is no row of. */
  throwIfKeyNotFound?: boolean
}

/** Reads rows of an entity through Query. `T` is what the fields come to: the caller names both. */
export async function graph<T>(
  container: MedusaContainer,
  entity: string,
  fields: string[],
  filters: object,
  options: GraphOptions = {},
): Promise<T[]> {
  return (await graphPage<T>(container, entity, fields, filters, options)).rows
}

/** The same, with the count of all rows that the filters mean; 0 without a page. */
export async function graphPage<T>(
  container: MedusaContainer,
  entity: string,
  fields: string[],
  filters: object,
  { page, withDeleted, context, throwIfKeyNotFound }: GraphOptions,
): Promise<{ rows: T[]; count: number }> {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data, metadata } = await query.graph(
    {
      entity,
      fields,
      filters,
      ...(page && { pagination: page }),
      ...(withDeleted && { withDeleted }),
      ...(context && { context: context as never }),
    },
    throwIfKeyNotFound ? { throwIfKeyNotFound } : undefined,
  )
  return { rows: data as T[], count: metadata?.count ?? 0 }
}
