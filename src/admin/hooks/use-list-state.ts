// Search, filter and page of a list, kept in the address so that "back" returns to them.
import { useSearchParams } from "react-router-dom"

export const pageSize = 20

export interface ListState {
  q: string
  filter: string
  offset: number
  setSearch: (q: string) => void
  setFilter: (filter: string) => void
  setOffset: (offset: number) => void
}

/** `filterName` is the query parameter of the one filter a list has ("state", "status"). */
export function useListState(filterName: string): ListState {
  const [params, setParams] = useSearchParams()
  const set = (name: string, value: string) =>
    setParams(
      (previous) => {
        const next = new URLSearchParams(previous)
        if (name !== "offset") next.delete("offset")
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  const offset = Number(params.get("offset") ?? 0)
  return {
    q: params.get("q") ?? "",
    filter: params.get(filterName) ?? "",
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    setSearch: (q) => set("q", q),
    setFilter: (filter) => set(filterName, filter),
    setOffset: (offset) => set("offset", offset > 0 ? String(offset) : ""),
  }
}
