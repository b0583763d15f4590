// The processor time that a server spends on a request: other work on the machine moves it least.
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { sleep } from "../../scripts/lib/processes.mjs"

/** Milliseconds per tick of /proc, read once. */
const TICK_MS = 1000 / Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }))
/** What a request leaves behind (events, their subscribers) is part of its cost. */
const REST_MS = 60

/** User and system time of a process with all its threads, in milliseconds. Linux only. */
function spent(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ")
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS
}

/**
 * Sums up what the process spends in `of(work)`. A tick is 10 ms: the mean over many rounds says something, one round
 * does not.
 */
export class CpuMeter {
  #pid
  #sum = 0
  #count = 0

  constructor(pid) {
    this.#pid = pid
  }

  async of(work) {
    const before = spent(this.#pid)
    await work()
    await sleep(REST_MS)
    this.#sum += spent(this.#pid) - before
    this.#count += 1
  }

  /** Forgets the warm-up. */
  reset() {
    this.#sum = 0
    this.#count = 0
  }

  /** Milliseconds per call. */
  get mean() {
    return this.#sum / this.#count
  }
}
