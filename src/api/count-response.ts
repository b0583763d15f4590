// How lists answer how many rows there are.
import type { ListCount } from "../tools/paging"

/** `count`, and `count_is_estimate: true` beside it where the rows were too many to be counted (decision 47). */
export const countResponse = ({ count, count_is_estimate }: ListCount) =>
  count_is_estimate ? { count, count_is_estimate } : { count }
