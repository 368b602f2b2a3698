import type { CreateBookingInput } from "@foyer/contract/booking";
import type { AnswerInput } from "@foyer/contract/question";
import type { SpanReference } from "@foyer/db/tracing";
import type { Actor } from "../actor.js";
import type { BookingAnswer } from "../bookings/booking.js";
import type { KeyedCall } from "../idempotency/idempotency-record.js";

/**
 * How tickets are sold: on open sale to whoever is signed in; to a guest, who has to prove that the booking is meant; or by
 * those who run the event, who need no sales to be open and no code, to whoever they name.
 */
export type Sale =
  | { readonly kind: "open" }
  | { readonly kind: "to_guest"; readonly guest: { readonly name: string; readonly email: string } }
  | {
      readonly kind: "by_organizer";
      readonly guest?: { readonly name: string; readonly email?: string };
      readonly madeBy?: { readonly actorId: string; readonly reason?: string };
      /** Answers to the event's questions, stored with the booking. */
      readonly answers?: readonly AnswerInput[];
    };

/** A request for tickets. */
export interface BookingRequest {
  /** Whose booking it will be. */
  readonly actor: Actor;
  readonly sale: Sale;
  readonly input: CreateBookingInput;
  /** The call and the id of its idempotency record, if it has a key: it may be a repeat. */
  readonly keyed: { readonly call: KeyedCall; readonly id: string } | undefined;
  /** The span of the request, where it is traced. */
  readonly span?: SpanReference | undefined;
}

/**
 * Takes a process's bookings. Requests for an event are queued in order of arrival and written in batches; each
 * batch gathers while the previous one is written. Every batch takes the same share from the queues of all
 * events, so that a hot event does not delay others.
 */
export interface BookingQueue {
  /**
   * Books tickets. Requests for a sold-out event are rejected before they are queued.
   *
   * @throws DomainError BUSY if the queue is too long, and the errors of `decideBookings`
   */
  book(request: BookingRequest): Promise<BookingAnswer>;
  load(): BookingQueueLoad;
  /** Has a listener called with the size of each batch from now on. */
  onBatch(listener: (size: number) => void): void;
}

/** The load of a booking queue. */
export interface BookingQueueLoad {
  /** Requests in the queues of all events. */
  readonly waiting: number;
  /** Requests of the batch being written. */
  readonly writing: number;
  /** Events with a queue. */
  readonly events: number;
  /** Pauses made for other processes and for readers of events. */
  readonly pauses: number;
  /** Requests rejected because the queue was too long. */
  readonly refused: number;
  /** Requests rejected as sold out before they were queued. */
  readonly refusedAsSoldOut: number;
}
