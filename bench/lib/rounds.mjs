// Times several ways of doing something in turn, so that a machine that slows down slows all of them down.

/** Runs `work` and answers how many milliseconds it took. */
export async function timed(work) {
  const since = performance.now()
  await work()
  return performance.now() - since
}

/** The sides' names, beginning with another one each round, and every second time round in the opposite direction. */
function orderOf(names, round) {
  const start = round % names.length
  const turned = [...names.slice(start), ...names.slice(0, start)]
  return Math.floor(round / names.length) % 2 === 0 ? turned : turned.reverse()
}

/**
 * Plays `warmUp` rounds unmeasured and `rounds` measured ones. Each of `sides` (by name) does one round and answers the
 * milliseconds of the part that counts. Answers the times by name, in the order of the rounds.
 */
export async function alternate(sides, { rounds, warmUp }) {
  const names = Object.keys(sides)
  const times = Object.fromEntries(names.map((name) => [name, []]))
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const name of orderOf(names, Math.abs(round))) {
      const took = await sides[name](round)
      if (round >= 0) {
        times[name].push(took)
      }
    }
  }
  return times
}
