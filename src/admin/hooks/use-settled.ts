// A value once it has stopped changing for a moment: the server is not asked for every letter of a form.
import { useEffect, useState } from "react"

const pause = 300

export function useSettled<T extends string | null>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), pause)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
