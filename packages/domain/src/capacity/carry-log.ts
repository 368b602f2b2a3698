import { DAY_MS } from "@foyer/contract/time";
import type { Foyer } from "../foyer.js";
import { sumLog } from "./reconcile.js";

/**
 * Moves what old log rows add up to into their event's carried balance, and marks them, after which the TTL
 * index may delete them. The log thus always adds up, whatever has expired (domain rules, Capacity).
 *
 * Each event is one transaction: killed half-way, done twice or by two processes at once, every row is
 * carried exactly once.
 *
 * @param retentionDays rows older than this are carried
 * @returns how many rows were carried
 */
export async function carryLog(foyer: Foyer, retentionDays: number): Promise<number> {
  const before = new Date(foyer.clock.now().getTime() - retentionDays * DAY_MS);
  const old = { isCarried: false, timestamp: { lt: before } };
  const events = await foyer.db.prisma.eventCapacityLog.groupBy({ by: ["eventId"], where: old });

  let carried = 0;
  for (const { eventId } of events) {
    carried += await foyer.db.transaction(async (tx) => {
      const sums = await sumLog(tx, { eventId, ...old });
      await tx.event.update({
        where: { id: eventId },
        data: { carriedBalance: { increment: sums.balance }, carriedBooked: { increment: sums.booked } },
        select: { id: true },
      });
      const { count } = await tx.eventCapacityLog.updateMany({
        where: { eventId, ...old },
        data: { isCarried: true },
      });
      return count;
    });
  }
  return carried;
}
