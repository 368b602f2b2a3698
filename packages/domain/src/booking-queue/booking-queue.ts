import type { CreateBookingInput } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Actor } from "../actor.js";
import type { BookingAnswer } from "../bookings/booking-view.js";
import type { DomainError } from "../domain-error.js";
import type { KeyedCall } from "../idempotency/idempotency-record.js";

/** A request for tickets. */
export interface BookingRequest {
  readonly actor: Actor;
  readonly input: CreateBookingInput;
  /** The call and the id of its idempotency record, if it came with a key: it may be a repeat. */
  readonly keyed: { readonly call: KeyedCall; readonly id: string } | undefined;
}

/**
 * Where a process takes bookings. Requests for one event wait in the order of their arrival, and are written batch by
 * batch, each batch while the next one gathers. Every batch takes the same share from the queues of all events, so that
 * a hot one delays no other.
 */
export interface BookingQueue {
  /**
   * Books tickets.
   *
   * @throws DomainError BUSY when the queue is too long, and whatever `decideBookings` refuses with
   */
  book(request: BookingRequest): Promise<BookingAnswer>;
  /**
   * Whether an event is sold out for a request, or takes no bookings: asked before it is queued.
   *
   * @returns the error; nothing when the request is worth queueing: not even a promise when it is known without a read
   */
  soldOut(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> | undefined;
  load(): BookingQueueLoad;
}

/** How busy a queue is. */
export interface BookingQueueLoad {
  /** Requests in the queue, over all events. */
  readonly waiting: number;
  /** Requests of the batch that is being written. */
  readonly writing: number;
  /** Events with a queue. */
  readonly events: number;
  /** Pauses made so that other processes, or readers of events, get their share. */
  readonly pauses: number;
  /** Requests refused because the queue was too long. */
  readonly refused: number;
  /** Requests refused as sold out without being queued. */
  readonly refusedAsSoldOut: number;
}
