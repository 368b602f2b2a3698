import type { Transaction, TransactionOptions } from "@foyer/db/database";
import { insertMany, type NewRow } from "@foyer/db/raw-commands";
import type { BookingAnswer } from "../bookings/booking.js";
import { waitsForProof } from "../bookings/guest-booking.js";
import { reserveTogether } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { countCodeUses } from "../discount-codes/discount-code.js";
import { toAvailability } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { deleteExpired } from "../idempotency/idempotency-record.js";
import { commitHalving, type Pending } from "../machinery/group-commit.js";
import { queueMailsAbout } from "../outbox/queue-mails.js";
import { storeFirstAnswers } from "../questions/first-answers.js";
import type { AvailabilityCache } from "./availability-cache.js";
import type { BookingRequest } from "./booking-queue.js";
import { type BookingOutcome, type BookingRules, type Decision, decideBookings } from "./decide-bookings.js";
import { type Releases, readSnapshot } from "./read-snapshot.js";
import { webhooksOfBatch } from "./webhooks-of-batch.js";
import { openWriteLease, type WriteLease } from "./write-lease.js";

/** A request for tickets with its caller's promise. */
export type PendingBooking = Pending<BookingRequest, BookingAnswer>;

/** The dependencies of committing. */
export interface CommitParts extends Releases {
  readonly context: Pick<AppContext, "db" | "clock" | "eventChanges" | "failpoint" | "webhooks">;
  readonly rules: BookingRules;
  readonly cache: Pick<AvailabilityCache, "set" | "invalidate">;
  /** Identifies this process to others that write the same events. */
  readonly processId: string;
  /** Settles requests with their outcomes. */
  readonly settle: (pending: readonly PendingBooking[], outcomes: readonly BookingOutcome[]) => void;
  /** Called when a batch's commands were sent, at each attempt. */
  readonly onSent: () => void;
  /** Whether more requests wait. */
  readonly hasMore: () => boolean;
}

/**
 * Creates the function that commits a batch and settles each of its requests. It does not throw.
 *
 * @returns a function that returns whether another process wants to write the same events, as far as that was
 *   checked
 */
export function createBatchCommit(
  parts: CommitParts,
): (batch: readonly PendingBooking[]) => Promise<boolean> {
  const { context, rules, releaseExpired, releaseUnproved, cache, processId } = parts;

  /** Reads, decides and writes a part of a batch in one transaction. */
  async function commit(part: readonly PendingBooking[], options: TransactionOptions): Promise<boolean> {
    const requests = part.map(({ request }) => request);
    const eventIds = [...new Set(requests.map(({ input }) => input.eventId))];
    let opened: WriteLease | undefined;
    const lease = () => (opened ??= openWriteLease(context, processId, eventIds));
    const work = async (tx: Transaction) => {
      const now = context.clock.now();
      const [snapshot, subscriptions] = await Promise.all([
        readSnapshot(tx, requests, { rules, releaseExpired, releaseUnproved }, now),
        context.webhooks.forEvents(tx, eventIds),
      ]);
      const decision = decideBookings(snapshot, requests, now);
      const webhooks = subscriptions.size === 0 ? [] : await webhooksOfBatch(tx, decision, subscriptions);
      const sent = Promise.all([
        // Without further requests this process leaves a gap anyway.
        parts.hasMore() && lease().isWantedByOthers(tx),
        opened?.release(tx),
        // Last, because it ends with the events, which other transactions cannot change from then on.
        writeBatch(tx, context, decision, webhooks),
      ]);
      parts.onSent();
      const [isLeaseWanted] = await sent;
      await context.failpoint?.("booking-batch.written");
      return { decision, isLeaseWanted };
    };
    const committed = context.db.transaction(work, {
      ...options,
      onConflict: (conflicts) => lease().onConflict(conflicts),
    });
    const { decision, isLeaseWanted } = await committed.catch((error) => {
      // What was cached may have been wrong.
      for (const eventId of eventIds) cache.invalidate(eventId);
      throw error;
    });
    for (const [eventId, { after }] of decision.events) cache.set(eventId, after);
    parts.settle(part, decision.outcomes);
    return isLeaseWanted;
  }

  return async (batch) => {
    let isLeaseWanted = false;
    await commitHalving(batch, {
      async write(part, isLast) {
        // In a part that may be halved, a lost race is isolated by halving.
        isLeaseWanted = await commit(part, { retryOnUnique: isLast });
      },
      reject(part, error) {
        for (const { reject } of part) reject(error);
      },
    });
    return isLeaseWanted;
  };
}

/**
 * Writes a decision: one conditional update per event, and bookings, log rows, mails, webhooks and idempotency
 * records in bulk. Independent commands are sent together: MongoDB executes a transaction's commands one after the other,
 * but this saves the round trips in between.
 *
 * @throws StaleReadError, WriteRefusedError if what was read is not so any more: then the transaction must be aborted
 */
async function writeBatch(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  { bookings, answers, records, expiredRecords, capacityLog, events, codeUses, now }: Decision,
  webhooks: readonly NewRow<"WebhookDelivery">[],
): Promise<void> {
  if (bookings.length === 0) return;
  const since = context.clock.now().getTime();
  const changed = [...events].filter(([, { taken }]) => taken > 0);
  const takings = changed.map(([eventId, { taken, types, after }]) =>
    types.length === 0
      ? { eventId, at: now, quantity: taken }
      : { eventId, at: now, quantity: taken, types, price: after.price },
  );
  const confirmed = bookings.filter(({ status }) => status === "confirmed");
  // Without expired records no await: the commands have to be on their way when this function returns.
  if (expiredRecords.length > 0) await deleteExpired(tx, expiredRecords);
  await Promise.all([
    insertMany(tx, "Booking", bookings),
    insertMany(tx, "IdempotencyRecord", records),
    queueMailsAbout(tx, context, "booking_confirmed", confirmed),
    queueMailsAbout(tx, context, "guest_proof", bookings.filter(waitsForProof)),
    insertMany(tx, "WebhookDelivery", webhooks),
    countCodeUses(tx, codeUses),
    storeFirstAnswers(tx, answers),
    // The events last: from then until the commit other transactions cannot change them, and with the embedded
    // database not read them either.
    reserveTogether(tx, takings, capacityLog),
  ]);
  for (const [eventId, { after }] of changed) {
    announceEventChange(tx, context, eventId, { kind: "sold", since, left: toAvailability(after) });
  }
}
