// A typed date as an instant of the store's time zone, refused in words where it cannot be one.
import { parseDateBoundary } from "../engine"
import { invalid } from "../tools/errors"

/**
 * The first or last millisecond of a plain date in `timeZone` (an IANA name), or an ISO instant as it is (rule 16).
 * Throws INVALID_DATA with a sentence; the API's schemas do not know the zone, which can move a day out of the calendar.
 */
export function storeInstant(value: string, boundary: "start" | "end", timeZone: string): Date {
  try {
    return new Date(parseDateBoundary(value, boundary, timeZone))
  } catch (error) {
    if (error instanceof RangeError) {
      throw invalid(error.message)
    }
    throw error
  }
}
