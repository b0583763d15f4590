// Progress lines: what is going on, and how many seconds after the start.
const started = Date.now()
const TICK_MS = 10_000

const seconds = (since) => ((Date.now() - since) / 1000).toFixed(1)

/** Prints one line with the seconds since the start. */
export function say(text) {
  console.log(`[${seconds(started).padStart(6)} s] ${text}`)
}

/** Runs `work`, saying when it begins and ends, and every ten seconds that it still goes on. */
export async function step(label, work) {
  const since = Date.now()
  say(`${label} ...`)
  const ticker = setInterval(() => say(`${label} ... still going on (${seconds(since)} s)`), TICK_MS)
  try {
    const result = await work()
    say(`${label}: done in ${seconds(since)} s`)
    return result
  } finally {
    clearInterval(ticker)
  }
}
