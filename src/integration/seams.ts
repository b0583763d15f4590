// The list of seams with Medusa's insides and whether each is in place; read by the log at boot and the health route.

export interface SeamState {
  name: string
  /** True when the seam is installed and answers its self-check. */
  in_place: boolean
  /** How it is installed, or the sentence that says what moved. */
  detail: string
  /** Files of others whose handlers run before ours, where a hook is shared; as far as they can be found. */
  chained_to?: string[]
  /** What is lost while it is not in place, a sentence; discounts as a whole when absent. */
  loss?: string
}

const states = new Map<string, SeamState>()

/** Remembers how installing a seam went. */
export function reportSeam(state: SeamState): void {
  states.set(state.name, state)
}

/** All seams reported so far, by name. */
export function listSeams(): SeamState[] {
  return [...states.values()].sort((a, b) => a.name.localeCompare(b.name))
}
