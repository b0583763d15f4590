// Watches one kind of guesser (a cart, a customer, an address): counts failures, and lets no more attempts in at once than
// may still fail, so that trying many codes in parallel gains nothing and codes that work are never held against anybody.
import type { RateLimiterAbstract } from "rate-limiter-flexible"

/** The attempts of one name. */
interface Attempts {
  inside: number
  waiting: (() => void)[]
}

export class GuessWatch {
  private readonly attempts = new Map<string, Attempts>()

  /** `limiter` counts failures up to its `points`; `block_seconds`: how long it is shut after the last one. */
  constructor(
    private readonly limiter: RateLimiterAbstract,
    private readonly block_seconds: number,
  ) {}

  /**
   * Waits until one more attempt of `name` may be made; answers null then, and `leave` must follow. Answers the
   * milliseconds until the next attempt instead, when all have been used up.
   */
  async enter(name: string): Promise<number | null> {
    for (;;) {
      const seen = await this.limiter.get(name)
      const left = this.limiter.points - Math.max(seen?.consumedPoints ?? 0, 0)
      if (seen && left <= 0) {
        this.wake(name)
        return Math.max(seen.msBeforeNext, 1)
      }
      const attempts = this.attemptsOf(name)
      if (attempts.inside < left) {
        attempts.inside += 1
        return null
      }
      await new Promise<void>((resolve) => attempts.waiting.push(resolve))
    }
  }

  /** Counts a failure of an attempt that is inside; the last one blocks the name. */
  async fail(name: string): Promise<void> {
    const { consumedPoints } = await this.limiter.penalty(name)
    if (consumedPoints >= this.limiter.points) {
      await this.limiter.block(name, this.block_seconds)
    }
  }

  /** Ends an attempt, whatever came of it. */
  leave(name: string): void {
    this.attemptsOf(name).inside -= 1
    this.wake(name)
  }

  private attemptsOf(name: string): Attempts {
    const attempts = this.attempts.get(name) ?? { inside: 0, waiting: [] }
    this.attempts.set(name, attempts)
    return attempts
  }

  /** One who waits looks again, and wakes the next should there be nothing left to wait for. */
  private wake(name: string): void {
    const attempts = this.attempts.get(name)
    if (!attempts) {
      return
    }
    attempts.waiting.shift()?.()
    if (attempts.inside === 0 && attempts.waiting.length === 0) {
      this.attempts.delete(name)
    }
  }
}
