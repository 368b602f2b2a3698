import { date } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { priceFields } from "../ticket-types/change-ticket-types.js";
import { announceEventChange } from "./event-changes.js";

const UNSET = { unset: true } as const;

/** For a raw query: Prisma's own cannot use a sparse index. */
const dueEvents = rawModel("Event", { id: true });

/** Events whose price is renewed in one run. */
const EVENTS_AT_ONCE = 100;

/**
 * Computes the lowest price of events anew whose sales of a ticket type have begun or ended. Each event is read and written in
 * one transaction: done twice, or by two processes, it is the same.
 *
 * @returns how many were renewed
 * @throws AggregateError if some events failed; the others are done
 */
export async function renewDuePrices(
  context: Pick<AppContext, "db" | "clock" | "eventChanges">,
): Promise<number> {
  const due = { priceDueAt: { $lte: date(context.clock.now()) } };
  const events = await dueEvents.find(context.db.prisma.event, due, { limit: EVENTS_AT_ONCE });
  return processEach(events, "prices", async ({ id }) => {
    await context.db.transaction(async (tx) => {
      const event = await tx.event.findUniqueOrThrow({
        where: { id },
        select: { price: true, availableTickets: true, ticketTypes: true },
      });
      const { price, priceDueAt = UNSET } = priceFields(event.ticketTypes, event, context.clock.now());
      await tx.event.update({ where: { id }, data: { price, priceDueAt }, select: { id: true } });
      announceEventChange(tx, context, id, { kind: "details" });
    });
    return 1;
  });
}
