import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { oid, runCommand } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { announceEventChange } from "../events/event-changes.js";

/** A place that joins or leaves the list of those who wait. */
export interface CountedPlace {
  /** The kind that is waited for; null where the event has one. */
  readonly ticketTypeId: string | null;
}

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

/**
 * Changes an event's number of waiting places, and that of each kind, in the transaction that changes the places. While there
 * are any, open sale of the event or of the kind is closed.
 *
 * @param direction 1 if they join, -1 if they leave
 */
export async function changeWaitingCount(
  tx: Transaction,
  context: Pick<AppContext, "eventChanges">,
  eventId: EventId,
  places: readonly CountedPlace[],
  direction: 1 | -1,
): Promise<void> {
  if (places.length === 0) return;
  const byType = new Map<string, number>();
  for (const { ticketTypeId: id } of places) {
    if (id !== null) byType.set(id, (byType.get(id) ?? 0) + direction);
  }
  const types = [...byType];
  const answer = await runCommand(tx, {
    update: "Event",
    updates: [
      {
        q: { _id: oid(eventId) },
        u: {
          $inc: {
            waitingCount: direction * places.length,
            ...Object.fromEntries(
              types.map(([, change], index) => [`ticketTypes.$[type${index}].waitingCount`, change]),
            ),
          },
        },
        ...(types.length > 0 && {
          arrayFilters: types.map(([id], index) => ({ [`type${index}.id`]: oid(id) })),
        }),
      },
    ],
  });
  if (updated.parse(answer).n !== 1) throw new Error("The event is gone.");
  announceEventChange(tx, context, eventId, { kind: "tickets" });
}
