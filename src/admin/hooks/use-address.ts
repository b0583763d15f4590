// Parts of the address's query, so that "back" returns to a list as it was left.
import { useEffect, useRef } from "react"
import { useSearchParams } from "react-router-dom"

/**
 * The query parameters `names`, "" where one is absent, and a way to set some of them. Anything but `offset` that changes
 * takes the list back to its first page.
 */
export function useAddress<Name extends string>(names: readonly Name[]) {
  const [params, setParams] = useSearchParams()
  // What was set a moment ago may not be in the address yet; a second change must not undo it.
  const latest = useRef(params)
  useEffect(() => {
    latest.current = params
  }, [params])
  const values = Object.fromEntries(names.map((name) => [name, params.get(name) ?? ""])) as Record<Name, string>
  const set = (changed: Partial<Record<Name, string>>) => {
    const next = new URLSearchParams(latest.current)
    if (!("offset" in changed)) {
      next.delete("offset")
    }
    for (const [name, value] of Object.entries<string | undefined>(changed)) {
      if (value) {
        next.set(name, value)
      } else {
        next.delete(name)
      }
    }
    latest.current = next
    setParams(next, { replace: true })
  }
  return { values, set }
}

/** A page's offset as it stands in an address; anything else is the first page. */
export function offsetOf(text: string): number {
  const offset = Number(text)
  return Number.isSafeInteger(offset) && offset > 0 ? offset : 0
}
