import type { ErrorCode } from "./error-codes.js";
import type { EditedEvent, EventView } from "./event.js";

/** One problem of an input. */
export interface InputIssue {
  /** The field's path, dotted; empty for the input as a whole. */
  readonly path: string;
  readonly message: string;
}

/** When a retry makes sense. */
interface RetryLater {
  readonly retryAfterSeconds: number;
}

/** The field of the input that was refused, if it was one. */
interface RefusedField {
  readonly field?: string;
}

interface DetailsByCode {
  readonly INVALID_INPUT: RefusedField & { readonly issues?: readonly InputIssue[] };
  readonly INVALID_CREDENTIALS: RefusedField;
  readonly EMAIL_TAKEN: RefusedField;
  readonly PASSWORD_TOO_COMMON: RefusedField;
  readonly EVENT_IN_PAST: RefusedField;
  readonly CAPACITY_BELOW_RESERVED: RefusedField;
  readonly PAYMENT_METHOD_UNAVAILABLE: RefusedField;
  readonly EVENT_SOLD_OUT: {
    /** How many tickets could be had: 0 if they are reserved for those who wait. */
    readonly availableTickets: number;
    /** How many people are on the waiting list, if they come first. */
    readonly waitingCount?: number;
  };
  readonly TICKET_TYPE_SOLD_OUT: {
    readonly ticketTypeId: string;
    /** How many of the kind could be had: 0 if they are reserved for those who wait. */
    readonly available: number;
    /** How many people wait for the kind, if they come first. */
    readonly waitingCount?: number;
  };
  readonly NOT_ON_SALE: {
    /** The kind, if it is about one; missing if nothing of the event is on sale. */
    readonly ticketTypeId?: string;
    /** When sales begin, if they have not begun. */
    readonly salesFrom?: Date;
    /** When sales ended, if they are over. */
    readonly salesUntil?: Date;
  };
  readonly TOO_MANY_TICKETS: RefusedField & {
    /** The most tickets that this person can have, of the kind if it names one. */
    readonly maxTickets: number;
    readonly ticketTypeId?: string;
  };
  readonly ANSWERS_MISSING: {
    readonly missing: readonly { readonly questionId: string; readonly ticketNumber?: number }[];
  };
  readonly TICKET_TYPE_IN_USE: RefusedField & { readonly ticketTypeId: string };
  readonly CODE_TAKEN: RefusedField;
  readonly CODE_INVALID: RefusedField;
  readonly CODE_USED_UP: RefusedField;
  readonly TICKETS_AVAILABLE: { readonly availableTickets: number };
  readonly EVENT_CHANGED: {
    /** The current values of the fields in conflict. */
    readonly current: Readonly<Partial<EditedEvent>>;
    /** All current values, and the `updatedAt` to expect next. */
    readonly event: Readonly<EditedEvent> & Readonly<Pick<EventView, "availableTickets" | "updatedAt">>;
  };
  readonly START_TIME_UNCLEAR: RefusedField & {
    /** The instants to choose from: a local time that comes twice, or those nearest to one that does not exist. */
    readonly choices: readonly Date[];
  };
  readonly PRICE_CHANGED: {
    /** What would be owed, in minor units of `currency`. */
    readonly totalAmount: number;
    /** ISO 4217. */
    readonly currency: string;
  };
  readonly ALREADY_WAITING: {
    /** The caller's position on the waiting list, and the one they would have with more tickets. */
    readonly position: number;
    readonly positionAfter: number;
  };
  readonly TICKET_OF_ANOTHER_EVENT: { readonly eventName: string };
  readonly ALREADY_CHECKED_IN: {
    /** When and by whom, if it is about one ticket. */
    readonly admittedAt?: Date;
    readonly admittedBy?: string;
  };
  readonly PAYMENT_UNDER_WAY: RetryLater;
  readonly PAYMENT_UNAVAILABLE: RetryLater;
  readonly RATE_LIMITED: RetryLater;
  readonly BUSY: RetryLater;
  readonly DATABASE_UNAVAILABLE: RetryLater;
}

type NoDetails = Record<never, never>;

/** What an error says besides its code. All of it may be shown to the caller. */
export type ErrorDetails<Code extends ErrorCode> = Code extends keyof DetailsByCode
  ? DetailsByCode[Code]
  : NoDetails;

/** A code with its details, to be told apart by `reason`. */
export type Refusal<Code extends ErrorCode = ErrorCode> = Code extends ErrorCode
  ? { readonly reason: Code } & ErrorDetails<Code>
  : never;

/** The `data` of an error that leaves the API. */
export type ErrorData<Code extends ErrorCode = ErrorCode> = Refusal<Code> & {
  /** tRPC's own code. */
  readonly code: string;
  readonly httpStatus: number;
  /** The procedure, if one was reached. */
  readonly path?: string | undefined;
};

/** The codes that always come with details. */
type DetailedCode = {
  [Code in ErrorCode]: NoDetails extends ErrorDetails<Code> ? never : Code;
}[ErrorCode];

/** Code, message and details as arguments: a code that always has details is not to be had without them. */
export type RefusalArguments<Code extends ErrorCode, More = unknown> = [Extract<Code, DetailedCode>] extends [
  never,
]
  ? [reason: Code, message: string, details?: ErrorDetails<Code> & More]
  : [reason: Code, message: string, details: ErrorDetails<Code> & More];
