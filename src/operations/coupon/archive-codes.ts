// The codes of an archived batch follow it, page by page (rule 37).
import type CouponModuleService from "../../modules/coupon/service"
import { retryWhileBusy } from "../../tools/retry-while-busy"

const PAGE_SIZE = 10_000

/** Archives what is left of an archived batch's codes, in short transactions, so that no customer waits for them. */
export async function archiveCodesOf(service: CouponModuleService, id: string): Promise<void> {
  for (;;) {
    const { done } = await retryWhileBusy(() => service.archiveCodeBatchPage(id, PAGE_SIZE))
    if (done) {
      return
    }
  }
}
