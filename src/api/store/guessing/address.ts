// The address that guesses are counted by: one caller, one name, however the address is written.
import { isIPv6 } from "node:net"

/** What a request tells about where it comes from. */
export interface Origin {
  /** As Express sees it: the socket's, or the last entry of X-Forwarded-For (Medusa trusts one proxy). */
  ip?: string
  headers: Readonly<Record<string, string | string[] | undefined>>
}

/** One customer of a network provider has this many groups of an IPv6 address to choose the rest of (a /64). */
const GROUPS_OF_A_NETWORK = 4

/**
 * The caller's address: from `header` (lower case) where the shop's proxy sets one, else as Express sees it; null when
 * neither says anything. IPv4 in IPv6 clothes is IPv4, and an IPv6 address is its /64 network.
 */
export function addressOf({ ip, headers }: Origin, header: string | null): string | null {
  const named = header === null ? undefined : [headers[header.toLowerCase()]].flat()[0]?.trim()
  const address = named || ip
  return address ? network(address) : null
}

function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped?.[1]) {
    return mapped[1]
  }
  const [plain = address] = address.split("%")
  return isIPv6(plain) ? groupsOf(plain).slice(0, GROUPS_OF_A_NETWORK).join(":") : address
}

/** The eight groups of an IPv6 address, `::` filled with zeros; an IPv4 tail stays as it is, because only heads are used. */
function groupsOf(address: string): string[] {
  const [head = "", tail] = address.toLowerCase().split("::")
  const groups = (text: string) => (text === "" ? [] : text.split(":").map((group) => group.replace(/^0+(?=.)/, "")))
  if (tail === undefined) {
    return groups(head)
  }
  const missing = 8 - groups(head).length - groups(tail).length
  return [...groups(head), ...Array<string>(Math.max(missing, 0)).fill("0"), ...groups(tail)]
}
