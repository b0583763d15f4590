// Which categories a product is in, as scopes see it: its own and every category above them.

/** A category as core stores it; `mpath` names it and its ancestors from the root down, joined by dots. */
export interface CategoryFacts {
  id: string
  mpath?: string | null
}

/** The ids of the categories and of all their ancestors, each once: who lists a category means what is below it (rule 8). */
export function withAncestors(categories: CategoryFacts[] | undefined): string[] {
  const ids = (categories ?? []).flatMap(({ id, mpath }) => [id, ...(mpath ?? "").split(".")])
  return [...new Set(ids)].filter((id) => id !== "")
}
