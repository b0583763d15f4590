// Tells the event bus what a verb wrote, once its transaction is committed (rule 48). What is written here has an event,
// whoever asked for it: a checkout, a renewal, an admin, a job. The ledger stays the truth: a bus that is down loses
// events and stops nobody.
import type { Context, IEventBusModuleService, Logger } from "@medusajs/framework/types"

/** One event: its name, and ids that a subscriber filters by. */
export interface Announcement {
  name: string
  data: object
}

/** Where a transaction's events are kept until it is committed. */
export interface AnnouncingContext {
  announcements?: Announcement[]
}

/** What a service with announcing verbs has; MedusaService sets the bus where there is one. */
interface Announcer {
  readonly eventBusModuleService_?: IEventBusModuleService
  readonly announcementLogger: Pick<Logger, "error">
}

/** Messages given to the bus at a time. */
const SLICE = 1000

type VerbContext = Context & AnnouncingContext
type Verb = (this: Announcer, ...args: unknown[]) => Promise<unknown>

/**
 * Decorates a verb that opens its own transaction (above @InjectTransactionManager): emits what `Db.announce` collected
 * after the commit, and nothing when the verb throws. With `eventGroupId` in the context (a workflow step hands on its
 * own) the events wait until that workflow has finished, and are dropped when it fails.
 */
export function Announces() {
  return (target: object, method: string, descriptor: PropertyDescriptor): void => {
    const verb = descriptor.value as Verb
    const indexes = target as { MedusaContextIndex_?: Record<string, number> }
    descriptor.value = async function (this: Announcer, ...args: unknown[]): Promise<unknown> {
      const index = indexes.MedusaContextIndex_?.[method] ?? args.length
      const context = (args[index] ?? {}) as VerbContext
      // A verb inside another one: the outer transaction decides.
      if (context.announcements) {
        return verb.apply(this, args)
      }
      const announcements: Announcement[] = []
      args[index] = { ...context, announcements }
      const answer = await verb.apply(this, args)
      await announce(this, announcements, context.eventGroupId)
      return answer
    }
  }
}

async function announce(service: Announcer, announcements: Announcement[], eventGroupId?: string): Promise<void> {
  const bus = service.eventBusModuleService_
  if (!bus) {
    return
  }
  const metadata = eventGroupId ? { eventGroupId } : {}
  try {
    for (let from = 0; from < announcements.length; from += SLICE) {
      const slice = announcements.slice(from, from + SLICE)
      await bus.emit(slice.map(({ name, data }) => ({ name, data, metadata })))
    }
  } catch (error) {
    // The money is booked: who asked for it must not be told otherwise.
    const names = [...new Set(announcements.map(({ name }) => name))].join(", ")
    service.announcementLogger.error(`coupons: ${announcements.length} events (${names}) were lost: ${String(error)}`)
  }
}
