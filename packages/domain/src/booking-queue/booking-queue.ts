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
  /** The call and the id of its idempotency record, if it has a key: it may be a repeat. */
  readonly keyed: { readonly call: KeyedCall; readonly id: string } | undefined;
}

/**
 * Takes a process's bookings. Requests for an event are queued in order of arrival and written in batches; each
 * batch gathers while the previous one is written. Every batch takes the same share from the queues of all
 * events, so that a hot event does not delay others.
 */
export interface BookingQueue {
  /**
   * Books tickets.
   *
   * @throws DomainError BUSY if the queue is too long, and the errors of `decideBookings`
   */
  book(request: BookingRequest): Promise<BookingAnswer>;
  /**
   * Checks, before a request is queued, whether an event is sold out for it or takes no bookings.
   *
   * @returns the error, or undefined if the request should be queued; synchronously if no read is needed
   */
  soldOut(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> | undefined;
  load(): BookingQueueLoad;
}

/** The load of a booking queue. */
export interface BookingQueueLoad {
  /** Requests in the queues of all events. */
  readonly waiting: number;
  /** Requests of the batch being written. */
  readonly writing: number;
  /** Events with a queue. */
  readonly events: number;
  /** Pauses made for other processes. */
  readonly pauses: number;
  /** Requests rejected because the queue was too long. */
  readonly refused: number;
  /** Requests rejected as sold out before they were queued. */
  readonly refusedAsSoldOut: number;
}
