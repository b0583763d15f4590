// Does a list of jobs with so many at a time; what runs at once in this process is counted over all callers of one limiter.

/** Runs `work` over the list with at most `width` at a time. Stops at the first error, which it throws. */
export async function inParallel<T>(list: T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0
  const worker = async () => {
    for (let index = next++; index < list.length; index = next++) {
      await work(list[index] as T)
    }
  }
  await Promise.all(Array.from({ length: Math.min(width, list.length) }, worker))
}

/** Lets `width` pieces of work run at a time, whoever asks; the others wait in the order they came in. */
export class Limiter {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly width: number) {}

  /** Waits for a place, runs `work`, and answers what it answers. An error gives the place back, too. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.width) {
      await new Promise<void>((enter) => this.waiting.push(enter))
    } else {
      this.running++
    }
    try {
      return await work()
    } finally {
      const enter = this.waiting.shift()
      if (enter) {
        // The place goes on to the next one, so that nobody can slip in between.
        enter()
      } else {
        this.running--
      }
    }
  }
}
