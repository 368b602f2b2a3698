import { DAY_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import { oid, runCommand } from "@foyer/db/raw-commands";
import type { AppContext } from "../context.js";
import { processEach } from "../machinery/process-each.js";
import { sumLog, sumLogByType } from "./reconcile.js";

/** The maximum number of rows compacted in one transaction, which bounds its duration. */
const ROWS_AT_ONCE = 1_000;

/**
 * Adds old log rows to their event's carried balance and marks them, after which the TTL index may delete them.
 * So the log always adds up (domain rules, Capacity and its log). Each step is one transaction: every row is
 * added exactly once, even after a crash or by several processes.
 *
 * @param retentionDays rows older than this are compacted
 * @returns how many rows were compacted
 * @throws AggregateError if some events failed; the others are done
 */
export async function compactLog(
  context: Pick<AppContext, "db" | "clock">,
  retentionDays: number,
): Promise<number> {
  const before = new Date(context.clock.now().getTime() - retentionDays * DAY_MS);
  const events = await context.db.prisma.eventCapacityLog.groupBy({
    by: ["eventId"],
    where: { isCarried: false, timestamp: { lt: before } },
  });
  return processEach(events, "logs", ({ eventId }) => carryAllOf(context, eventId, before));
}

async function carryAllOf(context: Pick<AppContext, "db">, eventId: string, before: Date): Promise<number> {
  let carried = 0;
  for (;;) {
    const count = await context.db.transaction((tx) => carryRows(tx, eventId, before));
    carried += count;
    if (count < ROWS_AT_ONCE) return carried;
  }
}

async function carryRows(tx: Transaction, eventId: string, before: Date): Promise<number> {
  const rows = await tx.eventCapacityLog.findMany({
    where: { eventId, isCarried: false, timestamp: { lt: before } },
    orderBy: { timestamp: "asc" },
    take: ROWS_AT_ONCE,
    select: { id: true },
  });
  if (rows.length === 0) return 0;
  const these = { id: { in: rows.map(({ id }) => id) } };
  const sums = await sumLog(tx, { eventId, isCarried: false, ...these });
  const byType = await sumLogByType(tx, { _id: { $in: rows.map(({ id }) => oid(id)) } });
  const types = [...byType];
  await runCommand(tx, {
    update: "Event",
    updates: [
      {
        q: { _id: oid(eventId) },
        u: {
          $inc: {
            carriedBalance: sums.balance,
            carriedBooked: sums.booked,
            ...Object.fromEntries(
              types.map(([, sum], index) => [`ticketTypes.$[type${index}].carriedTaken`, sum]),
            ),
          },
        },
        ...(types.length > 0 && {
          arrayFilters: types.map(([id], index) => ({ [`type${index}.id`]: oid(id) })),
        }),
      },
    ],
  });
  const { count } = await tx.eventCapacityLog.updateMany({ where: these, data: { isCarried: true } });
  return count;
}
