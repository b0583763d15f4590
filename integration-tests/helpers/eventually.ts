// Waits for what comes a moment after an answer: how long that is decides no test, not on a machine ten times as slow either.

const ROUND_MS = 50
/** Two minutes; what is wrong for good is answered late. */
const ROUNDS = 2400

/** Asks until it is so; answers false when it never came to be. */
export async function untilTrue(holds: () => boolean | Promise<boolean>): Promise<boolean> {
  for (let round = 0; round < ROUNDS; round++) {
    if (await holds()) {
      return true
    }
    await new Promise((resolve) => setTimeout(resolve, ROUND_MS))
  }
  return false
}

/** Asks until the answer is the one that is wanted, and expects it. */
export async function eventually<T>(look: () => T | Promise<T>, wanted: T): Promise<void> {
  let found = await look()
  await untilTrue(async () => {
    found = await look()
    return JSON.stringify(found) === JSON.stringify(wanted)
  })
  expect(found).toEqual(wanted)
}
