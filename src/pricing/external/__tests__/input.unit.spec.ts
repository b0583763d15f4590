// What a merchant's own billing may hand in: instants and amounts within bounds, refused by name where they are not.
import { readRenewal } from "../input"

const renewal = {
  subscription_id: "sub_1",
  currency_code: "EUR",
  interval: "month",
  lines: [{ id: "line_1", quantity: 1, amount: 30 }],
  period: { starts_at: "2027-01-01", ends_at: new Date("2027-02-01T00:00:00Z") },
}

describe("a renewal that is handed in", () => {
  it("takes texts and Dates", () => {
    expect(readRenewal(renewal)).toMatchObject({
      currency_code: "eur",
      period: { starts_at: new Date("2027-01-01T00:00:00Z"), ends_at: new Date("2027-02-01T00:00:00Z") },
    })
  })

  it.each([
    ["2026-02-30"],
    ["0001-01-01"],
    ["9999-12-31"],
    ["tomorrow"],
    [new Date(NaN)],
    [new Date(8.64e15)],
    [{ toString: 1 }],
    [5],
  ])("faults D9 and D12: refuses %p as the start of its period", (starts_at) => {
    const act = () => readRenewal({ ...renewal, period: { ...renewal.period, starts_at } })
    expect(act).toThrow(
      expect.objectContaining({
        type: "invalid_data",
        message: expect.stringMatching(/period\.starts_at/) as unknown,
      }) as Error,
    )
  })

  it("fault D10: refuses lines that come to more than is exact in all", () => {
    const line = (id: number) => ({ id: `line_${id}`, quantity: 1, amount: 60_000_000_000 })
    expect(() => readRenewal({ ...renewal, lines: [line(1)] })).not.toThrow()
    expect(() => readRenewal({ ...renewal, lines: [line(1), line(2)] })).toThrow(
      /lines: come to more than 100000000000/,
    )
  })
})
