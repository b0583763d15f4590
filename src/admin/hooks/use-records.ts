// Records to pick from, and the names of those that were picked.
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query"
import type { Restrictions } from "../../engine/restrictions/rows"
import type { Scope } from "../../engine/types"
import { fetchRecords, type Named, type RecordKind } from "../lib/records"
import type { NameOf } from "../lib/texts"
import { keys } from "./keys"
import { useBilling } from "./use-billing"
import { useRestrictionFields } from "./use-restriction-fields"

/** How many are offered at once; a search finds the others. */
export const offered = 20
/** Names of more records than this are not looked up: they are counted instead. */
const mostNamed = 50

/** Records that a search finds; none is asked for before `isOpen`. */
export function useRecords(kind: RecordKind, q: string, isOpen: boolean) {
  const query = { limit: offered, ...(q ? { q } : {}) }
  return useQuery({
    queryKey: keys.records(kind, query),
    queryFn: () => fetchRecords(kind, query),
    enabled: isOpen,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
}

/** The first ids' records, by id; one that was deleted is missing. */
export function useRecordsById(kind: RecordKind, ids: string[]) {
  return useQuery(byIdQuery(kind, ids))
}

function byIdQuery(kind: RecordKind, ids: string[]) {
  const id = ids.slice(0, mostNamed)
  return {
    queryKey: keys.records(kind, { id }),
    queryFn: async (): Promise<Map<string, Named>> => {
      const { records } = await fetchRecords(kind, { id, limit: id.length })
      return new Map(records.map((record) => [record.id, record]))
    },
    enabled: id.length > 0,
    placeholderData: (before: Map<string, Named> | undefined) => before,
    staleTime: 60_000,
  }
}

/** The names of everything that a scope and restrictions mention, as far as they are few and known. */
export function useNames(scope: Scope, restrictions: Restrictions): NameOf {
  const isBilling = useBilling()
  const both = (
    list: "product_ids" | "variant_ids" | "product_type_ids" | "collection_ids" | "category_ids" | "plan_ids",
  ) => [...new Set([...(scope[list] ?? []), ...(scope.excluded?.[list] ?? [])])]
  const mentioned: [RecordKind, string[]][] = [
    ["product", both("product_ids")],
    ["variant", both("variant_ids")],
    ["product_type", both("product_type_ids")],
    ["collection", both("collection_ids")],
    ["category", both("category_ids")],
    ["plan", isBilling ? both("plan_ids") : []],
    ...useRestrictionFields().flatMap(({ key, input }): [RecordKind, string[]][] =>
      input.kind === "ids" ? [[input.of, (restrictions[key as keyof Restrictions] as string[] | undefined) ?? []]] : [],
    ),
  ]
  const answers = useQueries({ queries: mentioned.map(([kind, ids]) => byIdQuery(kind, ids)) })
  return (id) => answers.map(({ data }) => data?.get(id)?.name).find((name) => name !== undefined)
}
