// What all commands share: run `main`, turn a known failure into one sentence, leave no process behind.
import { isStopping, shutdown, watchSignals } from "./processes.mjs"

/** A failure that the user can act on: printed as its sentence, without a stack. */
export class Refusal extends Error {}

function explain(error) {
  if (error instanceof Refusal) {
    return error.message
  }
  if (error?.code === "ERR_MODULE_NOT_FOUND" && /Cannot find package/.test(error.message)) {
    return `${error.message.split(" imported from")[0]}: run "npm ci" first.`
  }
  return error?.stack ?? String(error)
}

/**
 * Loads a command and runs its `main(args)`, which answers the exit code. Every process that it started is stopped
 * first, also after a signal or a failure.
 */
export async function runCommand(load) {
  watchSignals()
  let code = 1
  try {
    const { main } = await load()
    code = await main(process.argv.slice(2))
  } catch (error) {
    // What fails because we are being stopped is no news.
    if (!isStopping()) {
      console.error(explain(error))
    }
  }
  await shutdown(code)
}
