// Invariant 16: whose turn it is in a run of renewals.
import { byCustomer } from "../run-renewals"

const due = (id: string, customer_id: string, day: string) => ({ id, customer_id, due_at: new Date(`2027-${day}`) })

it("fault A8: a customer's bills are taken in the order they fall due, also where periods were missed", () => {
  const page = [
    due("bsub_2", "cus_1", "01-01"),
    due("bsub_3", "cus_1", "01-01"),
    due("bsub_9", "cus_2", "01-15"),
    // What bsub_2 owes for February comes with the next page, after this one's February or before it, by its id.
    due("bsub_1", "cus_1", "02-01"),
  ]
  expect(byCustomer(page)).toEqual([["bsub_2", "bsub_3"], ["bsub_9"]])
  expect(byCustomer(page.slice(3))).toEqual([["bsub_1"]])
})
