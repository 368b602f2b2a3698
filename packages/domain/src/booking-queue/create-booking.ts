import { randomUUID } from "node:crypto";
import type { CreateBookingInput } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import { newObjectId } from "@foyer/db/raw-commands";
import type { Actor } from "../actor.js";
import type { BookingAnswer } from "../bookings/booking.js";
import { velocityLimits } from "../bookings/booking-velocity.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import type { AppContext } from "../context.js";
import type { DomainError } from "../domain-error.js";
import { findRecords, type KeyedCall, recordId, replay } from "../idempotency/idempotency-record.js";
import { createDeferredSettling, createGroupCommit } from "../machinery/group-commit.js";
import { createAdmission, type QueueLimits } from "./admission.js";
import { createAvailabilityCache } from "./availability-cache.js";
import type { BookingQueue, BookingRequest, Sale } from "./booking-queue.js";
import { createBatchCommit, type PendingBooking } from "./commit-batch.js";
import type { BookingOutcome, BookingRules } from "./decide-bookings.js";
import type { Releases } from "./read-snapshot.js";
import { traceBatch } from "./trace-batch.js";

/**
 * Books tickets for the actor. The amount is computed from the current prices of the event's ticket types, less the
 * discount of a code. Free and cash bookings are confirmed at once; others are pending and hold their tickets. Expired holds
 * do not block tickets; a waiting list does (domain rules, Booking).
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_CANCELLED, NOT_ON_SALE, EVENT_SOLD_OUT, TICKET_TYPE_SOLD_OUT,
 *   TOO_MANY_TICKETS, CODE_INVALID, CODE_USED_UP, BOOKING_ALREADY_ACTIVE, PRICE_CHANGED, PAYMENT_METHOD_UNAVAILABLE,
 *   RATE_LIMITED, IDEMPOTENCY_KEY_REUSED, BUSY
 */
export async function createBooking(
  context: Pick<AppContext, "bookingQueue" | "codeGuesses">,
  actor: Actor,
  input: CreateBookingInput,
): Promise<BookingAnswer> {
  const { bookingQueue, codeGuesses } = context;
  const book = () => bookingQueue.book(toBookingRequest(actor, input));
  return input.code === undefined ? book() : codeGuesses.limit(actor.id, book);
}

const OPEN_SALE = { kind: "open" } as const;

/** A request of a user on open sale. */
export function toBookingRequest(
  actor: Actor,
  input: CreateBookingInput,
  sale: Sale = OPEN_SALE,
): BookingRequest {
  const { idempotencyKey: key, ...rest } = input;
  const call = { userId: actor.id, key, operation: "booking.create", input: rest };
  return createSaleRequest({ actor, sale, input }, call);
}

/**
 * A request of any sale.
 *
 * @param call how its repeats are recognized, if it has a key
 */
export function createSaleRequest(
  request: Omit<BookingRequest, "keyed">,
  { key, ...call }: Omit<KeyedCall, "key"> & { readonly key: string | undefined },
): BookingRequest {
  if (key === undefined) return { ...request, keyed: undefined };
  const keyed = { ...call, key };
  return { ...request, keyed: { call: keyed, id: recordId(keyed) } };
}

/**
 * The maximum number of requests per batch: MongoDB advises against transactions that change many more than 1,000
 * documents.
 */
const BATCH_SIZE = 250;

/** The dependencies of a booking queue. */
export interface BookingQueueParts extends Releases {
  readonly context: Pick<
    AppContext,
    | "db"
    | "clock"
    | "failpoint"
    | "eventChanges"
    | "holds"
    | "payments"
    | "rateLimits"
    | "loadPolicy"
    | "webhooks"
    | "tracing"
    | "mailTransport"
  >;
  readonly limits: QueueLimits;
}

/**
 * Composes the booking queue. A request is admitted, waits in its event's queue, and is taken into a batch, whose
 * transaction reads, decides and writes. Its requests are settled while the next batch is being written.
 */
export function createBookingQueue({ context, limits, ...releases }: BookingQueueParts): BookingQueue {
  const { db, clock, loadPolicy, tracing } = context;
  const rules: BookingRules = {
    holdSeconds: context.holds.holdSeconds,
    proofSeconds: context.holds.proofSeconds,
    acceptsOnlinePayment: context.payments !== null,
    mailsLinks: context.mailTransport !== null,
    velocity: velocityLimits(context.rateLimits),
    newId: () => newObjectId(context.clock.now()),
  };
  const cache = createAvailabilityCache(clock, db.prisma, context.eventChanges);
  const admission = createAdmission(BATCH_SIZE, limits);
  const settling = createDeferredSettling(loadPolicy.requestsPerTick);
  const batchListeners: ((size: number) => void)[] = [];
  let writing = 0;
  let pauses = 0;

  const queue = createGroupCommit<EventId, BookingRequest, BookingAnswer>({
    batchSize: BATCH_SIZE,
    process,
    onIdle: settling.flush,
  });
  const commit = createBatchCommit({
    context,
    rules,
    ...releases,
    cache,
    processId: randomUUID(),
    settle,
    onSent: settling.flush,
    hasMore: () => queue.load().queued > 0,
  });

  /** @returns the pause after the batch, in milliseconds */
  async function process(batch: readonly PendingBooking[]): Promise<number> {
    writing = batch.length;
    const begun = performance.now();
    for (const listener of batchListeners) listener(batch.length);
    const isLeaseWanted = await (tracing === undefined ? commit(batch) : traceBatch(tracing, batch, commit));
    writing = 0;
    const averageMs = admission.batchDone(performance.now() - begun);
    const isBehind = batch.length === BATCH_SIZE && queue.load().queued > 0;
    const pause = loadPolicy.pauseMs({ isLeaseWanted, isBehind }, averageMs);
    admission.setPause(pause);
    if (pause > 0) pauses++;
    return pause;
  }

  function settle(pending: readonly PendingBooking[], outcomes: readonly BookingOutcome[]): void {
    settling.defer(pending.entries(), ([index, { resolve, reject }]) => {
      const outcome = outcomes[index];
      if (outcome?.kind === "booked") resolve(outcome.booking);
      else reject(outcome?.error ?? new Error("Every request has an outcome."));
    });
  }

  async function checkSoldOut(
    soldOut: Promise<DomainError | undefined>,
    request: BookingRequest,
  ): Promise<BookingAnswer> {
    // A repeat gets its first answer, even if the event is sold out by now.
    const [error, first] = await Promise.all([soldOut, findFirstAnswer(context, request)]);
    if (first !== undefined) return first;
    if (error !== undefined) throw error;
    return enqueue(request);
  }

  function enqueue(request: BookingRequest): Promise<BookingAnswer> {
    const { eventId } = request.input;
    const { queued, keys } = queue.load();
    admission.admit({ ofEvent: queue.queued(eventId), total: queued, events: keys });
    const span = tracing?.current();
    return queue.submit(eventId, span === undefined ? request : { ...request, span });
  }

  return {
    async book(request) {
      const { input, sale } = request;
      // An unproved hold may give way to those who run the event, so what is left is not all that they can have.
      const soldOut = sale.kind === "by_organizer" ? undefined : cache.check(input);
      return soldOut === undefined ? enqueue(request) : checkSoldOut(soldOut, request);
    },
    load() {
      const { queued, keys } = queue.load();
      return {
        waiting: queued,
        writing,
        events: keys,
        pauses,
        refused: admission.refused(),
        refusedAsSoldOut: cache.refused(),
      };
    },
    onBatch: (listener) => void batchListeners.push(listener),
  };
}

async function findFirstAnswer(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  { keyed }: BookingRequest,
): Promise<BookingAnswer | undefined> {
  if (keyed === undefined) return undefined;
  const { call, id } = keyed;
  const record = (await findRecords(db.prisma, [id], clock.now())).good.get(id);
  return record && deserializeBooking(replay(record, call));
}
