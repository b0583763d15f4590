// Which of an order's entries are one too many, whoever looks and in whatever order they come.
import type { OrderTransactionDTO } from "@medusajs/framework/types"
import { bookedTwice } from "../booked-twice"

const entry = (id: string, reference: string, reference_id: string) =>
  ({ id, reference, reference_id, amount: 24 }) as OrderTransactionDTO

const [first, second, third] = [entry("a", "capture", "c1"), entry("b", "capture", "c1"), entry("c", "capture", "c1")]
const other = entry("d", "capture", "c2")
const refunds = [entry("e", "refund", "p1"), entry("f", "refund", "p1")]

describe("what was booked twice", () => {
  it.each([
    ["nothing", [], []],
    ["captures of their own", [first, other], []],
    ["one capture, twice", [first, second, other], [second]],
    ["the same, seen the other way round", [other, second, first], [second]],
    ["one capture, three times", [third, first, second], [second, third]],
    ["refunds of one payment, of which there may be several", refunds, []],
  ])("%s", (_what, booked, twice) => {
    expect(bookedTwice(booked, "capture")).toEqual(twice)
  })
})
