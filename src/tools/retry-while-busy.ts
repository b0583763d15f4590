// Trying again where a lock was not to be had in time: long jobs wait, while customers are told.

const TRIES = 6
const FIRST_PAUSE_MS = 50

const isBusy = (error: unknown) => (error as { code?: unknown } | null)?.code === "busy"

/** Runs `work`, again after a longer and longer pause while it is refused as "busy"; throws the last refusal. */
export async function retryWhileBusy<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isBusy(error) || tries === TRIES) {
        throw error
      }
      await new Promise((resolve) => setTimeout(resolve, FIRST_PAUSE_MS * 2 ** tries))
    }
  }
}
