// How much runs at once: never more than the width, whoever asks, and errors give their place back.
import { Limiter, inParallel } from "../in-parallel"

const tick = () => new Promise((resolve) => setTimeout(resolve, 1))

function meter() {
  let running = 0
  const seen = { most: 0, done: 0 }
  const work = async () => {
    seen.most = Math.max(seen.most, ++running)
    await tick()
    running--
    seen.done++
  }
  return { seen, work }
}

it("does all of a list with so many at a time", async () => {
  const { seen, work } = meter()
  await inParallel([1, 2, 3, 4, 5, 6, 7], 3, work)
  expect(seen).toEqual({ most: 3, done: 7 })
})

it("does nothing for an empty list, and throws the first error", async () => {
  await inParallel([], 3, () => Promise.reject(new Error("asked")))
  await expect(inParallel([1], 3, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken")
})

it("lets so many through the gate over all callers, in the order they came", async () => {
  const gate = new Limiter(2)
  const { seen, work } = meter()
  const order: number[] = []
  const enter = (n: number) =>
    gate.run(async () => {
      order.push(n)
      await work()
      return n
    })
  expect(await Promise.all([1, 2, 3, 4, 5].map(enter))).toEqual([1, 2, 3, 4, 5])
  expect(order).toEqual([1, 2, 3, 4, 5])
  expect(seen).toEqual({ most: 2, done: 5 })
})

it("gives a place back when the work fails", async () => {
  const gate = new Limiter(1)
  const broken = () => Promise.reject(new Error("broken"))
  await expect(gate.run(broken)).rejects.toThrow("broken")
  await expect(
    Promise.all([gate.run(broken).catch(() => "failed"), gate.run(() => Promise.resolve("done"))]),
  ).resolves.toEqual(["failed", "done"])
})
