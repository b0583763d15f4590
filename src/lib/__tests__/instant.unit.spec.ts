// Typed dates in the store's time zone: whole days, and a refusal in words where the zone moves them out of the calendar.
import { storeInstant } from "../instant"

describe("storeInstant", () => {
  it("takes a plain date as a whole day of the zone", () => {
    expect(storeInstant("2027-02-28", "start", "Europe/Berlin").toISOString()).toBe("2027-02-27T23:00:00.000Z")
    expect(storeInstant("2027-02-28", "end", "Europe/Berlin").toISOString()).toBe("2027-02-28T22:59:59.999Z")
  })

  it.each([
    ["9999-12-31", "end", "America/New_York", /years 1970 to 2199/],
    ["0001-01-01", "start", "Asia/Tokyo", /years 1970 to 2199/],
    ["tomorrow", "start", "utc", /Not a date/],
  ] as const)("refuses %s at the %s in %s with a sentence", (value, boundary, zone, sentence) => {
    expect(() => storeInstant(value, boundary, zone)).toThrow(
      expect.objectContaining({ type: "invalid_data", message: expect.stringMatching(sentence) as unknown }) as Error,
    )
  })
})
