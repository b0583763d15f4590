// What is typed into a search box, and what it was when the typing paused: the server is not asked for every letter.
import { useEffect, useState } from "react"

const pause = 250

export function useTyped(initial = "") {
  const [typed, setTyped] = useState(initial)
  const [debounced, setDebounced] = useState(initial)
  useEffect(() => {
    const timer = setTimeout(() => setDebounced(typed.trim()), pause)
    return () => clearTimeout(timer)
  }, [typed])
  return { typed, debounced, setTyped }
}
