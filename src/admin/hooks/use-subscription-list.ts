// Search, filters, order and page of the list of subscriptions, kept in the address so that "back" returns to them.
import { useSearchParams } from "react-router-dom"

const names = ["q", "status", "plan_id", "order"] as const
type Name = (typeof names)[number]

export interface SubscriptionListState extends Record<Name, string> {
  offset: number
  /** Sets one of them; the list begins at its first page again. */
  set: (name: Name, value: string) => void
  setOffset: (offset: number) => void
  /** Something narrows the list. */
  isFiltered: boolean
}

export function useSubscriptionList(): SubscriptionListState {
  const [params, setParams] = useSearchParams()
  const change = (name: string, value: string) =>
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
  const read = (name: Name) => params.get(name) ?? ""
  const offset = Number(params.get("offset") ?? 0)
  return {
    ...{ q: read("q"), status: read("status"), plan_id: read("plan_id"), order: read("order") },
    offset: Number.isSafeInteger(offset) && offset > 0 ? offset : 0,
    set: change,
    setOffset: (next) => change("offset", next > 0 ? String(next) : ""),
    isFiltered: ["q", "status", "plan_id"].some((name) => read(name as Name) !== ""),
  }
}
