// Counting guesses: how many are answered, what does not count, and what trying many at once gains (rule 47).
import { addressOf } from "../address"
import { passWatches, watchedNames } from "../guard-guesses"
import { makeWatches } from "../watches"
import type { Watches } from "../watches"

const LIMITS = { attempts: 3, attemptsPerAddress: 5, windowSeconds: 60, blockSeconds: 90, addressHeader: null }
const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

describe("guesses", () => {
  let watches: Watches
  let looked_at: number

  beforeEach(() => {
    watches = makeWatches(LIMITS, "test", null)
    looked_at = 0
  })

  interface Who {
    customer_id?: string
    cart_id?: string
    ip?: string
  }

  /** Tries a code that takes a while to look up; answers "429" or what was found. */
  async function attempt({ customer_id, cart_id, ip }: Who, is_guess: boolean): Promise<string> {
    const guesser = { customer_id: customer_id ?? null, cart_id: cart_id ?? null, ip, headers: {} }
    const { retry_after } = await passWatches(watchedNames(watches, guesser, null), async () => {
      looked_at += 1
      await soon()
      return { is_guess }
    })
    if (retry_after === null) {
      return is_guess ? "wrong" : "right"
    }
    expect(retry_after).toBeGreaterThan(0)
    expect(retry_after).toBeLessThanOrEqual(LIMITS.blockSeconds)
    return "429"
  }

  async function inTurn(who: Who, guesses: boolean[]): Promise<string[]> {
    const answers: string[] = []
    for (const is_guess of guesses) {
      answers.push(await attempt(who, is_guess))
    }
    return answers
  }

  const wrong = (times: number) => Array<boolean>(times).fill(true)

  it.each<[string, Who, number]>([
    ["cart", { cart_id: "cart_1" }, 3],
    ["customer", { customer_id: "cus_1" }, 3],
    ["address", { ip: "192.0.2.1" }, 5],
  ])(
    "rule 47: a %s has so many wrong ones, and then a right one is not looked at either",
    async (_kind, who, points) => {
      expect(await inTurn(who, [...wrong(points), false, true])).toEqual([
        ...Array<string>(points).fill("wrong"),
        "429",
        "429",
      ])
      expect(looked_at).toBe(points)
    },
  )

  it("rule 47: codes that work never count, however many", async () => {
    const answers = await inTurn({ cart_id: "cart_1", ip: "192.0.2.1" }, [
      true,
      true,
      ...Array<boolean>(20).fill(false),
      true,
    ])
    expect(answers.filter((answer) => answer === "429")).toEqual([])
  })

  it("rule 47: many codes that work, at once and from one address, are all looked at", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => attempt({ ip: "192.0.2.1" }, false)))
    expect(new Set(answers)).toEqual(new Set(["right"]))
  })

  it("rule 47: guessing at once gains nothing over guessing in turn", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => attempt({ cart_id: `cart_${n}`, ip: "192.0.2.1" }, true)),
    )
    expect(answers.filter((answer) => answer === "wrong")).toHaveLength(LIMITS.attemptsPerAddress)
    expect(looked_at).toBe(LIMITS.attemptsPerAddress)
  })

  it("rule 47: a new cart does not help an address, nor a new address a cart", async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      expect(await attempt({ cart_id: `cart_${n}`, ip: "192.0.2.1" }, true)).toBe("wrong")
    }
    expect(await attempt({ cart_id: "cart_6", ip: "192.0.2.1" }, false)).toBe("429")
    for (const n of [1, 2, 3]) {
      expect(await attempt({ cart_id: "cart_7", ip: `192.0.2.${n + 1}` }, true)).toBe("wrong")
    }
    expect(await attempt({ cart_id: "cart_7", ip: "192.0.2.9" }, false)).toBe("429")
    expect(await attempt({ cart_id: "cart_8", ip: "192.0.2.9" }, false)).toBe("right")
  })

  it("rule 47: an attempt that breaks is nobody's failure and holds nobody up", async () => {
    const names = watchedNames(watches, { customer_id: null, cart_id: "cart_1", headers: {} }, null)
    for (let n = 0; n < 10; n++) {
      await expect(passWatches(names, () => Promise.reject(new Error("no such cart")))).rejects.toThrow("no such cart")
    }
    expect(await inTurn({ cart_id: "cart_1" }, [true, false])).toEqual(["wrong", "right"])
  })

  it("rule 47: who has waited long enough may try again", async () => {
    watches = makeWatches({ ...LIMITS, blockSeconds: 1 }, "test", null)
    expect(await inTurn({ cart_id: "cart_1" }, [...wrong(3), false])).toEqual(["wrong", "wrong", "wrong", "429"])
    await new Promise((resolve) => setTimeout(resolve, 1050))
    expect(await inTurn({ cart_id: "cart_1" }, [false])).toEqual(["right"])
  })
})

describe("addressOf", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["2001:DB8:0:1:aaaa:bbbb:cccc:dddd", "2001:db8:0:1"],
    ["2001:db8:0:1::5", "2001:db8:0:1"],
    ["2001:0db8::1", "2001:db8:0:0"],
    ["fe80::1%eth0", "fe80:0:0:0"],
    ["::1", "0:0:0:0"],
    ["unknown", "unknown"],
    [undefined, null],
  ])("rule 47: %s is %s", (ip, address) => {
    expect(addressOf({ ip, headers: {} }, null)).toBe(address)
  })

  it("rule 47: is read from the header that the shop names, and from no other", () => {
    const headers = { "cf-connecting-ip": "192.0.2.7", "x-real-ip": "192.0.2.8" }
    expect(addressOf({ ip: "198.51.100.1", headers }, "CF-Connecting-IP")).toBe("192.0.2.7")
    expect(addressOf({ ip: "198.51.100.1", headers }, null)).toBe("198.51.100.1")
    expect(addressOf({ ip: "198.51.100.1", headers: {} }, "cf-connecting-ip")).toBe("198.51.100.1")
  })
})
