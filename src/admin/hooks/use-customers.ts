// Names and e-mails of customers, by id.
import { useQuery } from "@tanstack/react-query"
import { sdk } from "../lib/sdk"
import { keys } from "./keys"

export interface CustomerName {
  id: string
  email: string
  /** First and last name, or "". */
  name: string
}

/** The customers with these ids; guests (null) are left out. */
export function useCustomers(ids: (string | null)[]) {
  const known = [...new Set(ids.filter((id) => id !== null))].sort()
  return useQuery({
    queryKey: keys.customers(known),
    queryFn: () => fetchCustomers(known),
    enabled: known.length > 0,
    staleTime: 60_000,
  })
}

async function fetchCustomers(ids: string[]): Promise<Map<string, CustomerName>> {
  const { customers } = await sdk.admin.customer.list({
    id: ids,
    limit: ids.length,
    fields: "id,email,first_name,last_name",
  })
  return new Map(
    customers.map(({ id, email, first_name, last_name }) => [
      id,
      { id, email, name: [first_name, last_name].filter(Boolean).join(" ") },
    ]),
  )
}
