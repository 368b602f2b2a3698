import type { ErrorCode } from "./error-codes.js";

/** The codes that any call may be refused with, whatever it asks for: they are about the request or the server. */
export const CODES_OF_EVERY_CALL = [
  "INVALID_INPUT",
  "MALFORMED_REQUEST",
  "REQUEST_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "METHOD_NOT_ALLOWED",
  "ORIGIN_NOT_ALLOWED",
  "RATE_LIMITED",
  "BUSY",
  "DATABASE_UNAVAILABLE",
  "INTERNAL",
] as const satisfies readonly ErrorCode[];

/** Calls that anybody may make: an API key that is of no use is refused all the same (decision 0048). */
const ANYBODY = ["UNAUTHENTICATED"] as const;
/** Calls that anybody may make, but not with an API key. */
const WITHOUT_KEY = ["UNAUTHENTICATED", "FORBIDDEN"] as const;
/** Calls of users, with a session or an API key that has the scope. */
const SIGNED_IN = ["UNAUTHENTICATED", "FORBIDDEN"] as const;
/** Calls about one thing, which may be missing or somebody else's. */
const OWNED = [...SIGNED_IN, "NOT_FOUND"] as const;
/** Calls for those who run the event in the input. */
const ORGANIZER = OWNED;
const ADMIN = SIGNED_IN;
const KEYED = ["IDEMPOTENCY_KEY_REUSED"] as const;
/** Bookings of an event that does not take any. */
const NOT_ON_SALE = ["EVENT_NOT_OPEN", "EVENT_CANCELLED"] as const;
/** Changes of a hold. */
const NO_HOLD = ["EVENT_CANCELLED", "HOLD_EXPIRED", "BOOKING_NOT_PENDING", "BOOKING_NOT_ACTIVE"] as const;
/** Calls about a webhook: somebody else's does not exist for the caller. */
const OWN_WEBHOOK = [...SIGNED_IN, "NOT_FOUND"] as const;
const NO_TICKET = ["TICKET_NOT_VALID", "TICKET_OF_ANOTHER_EVENT"] as const;

/**
 * For each procedure the codes it can refuse a call with, besides {@link CODES_OF_EVERY_CALL}. Every procedure of
 * the router has a row; its tests fail when a procedure refuses with a code that is missing here.
 */
export const PROCEDURE_CODES = {
  "user.register": [...WITHOUT_KEY, "EMAIL_TAKEN", "PASSWORD_TOO_COMMON"],
  "user.login": [...WITHOUT_KEY, "INVALID_CREDENTIALS"],
  "user.refresh": [...WITHOUT_KEY, "SESSION_REUSED"],
  "user.logout": WITHOUT_KEY,
  "user.me": SIGNED_IN,
  "user.updateProfile": SIGNED_IN,
  "user.devices": SIGNED_IN,
  "user.revokeDevice": [...SIGNED_IN, "NOT_FOUND"],
  "user.revokeOtherDevices": SIGNED_IN,
  "user.changePassword": [...SIGNED_IN, "INVALID_CREDENTIALS", "PASSWORD_TOO_COMMON"],
  "user.requestPasswordReset": [...WITHOUT_KEY, "MAIL_UNAVAILABLE"],
  "user.resetPassword": [...WITHOUT_KEY, "LINK_NOT_VALID", "PASSWORD_TOO_COMMON"],
  "user.requestEmailVerification": [...SIGNED_IN, "NOT_FOUND", "MAIL_UNAVAILABLE"],
  "user.verifyEmail": [...WITHOUT_KEY, "LINK_NOT_VALID"],

  "user.list": ADMIN,
  "user.setRole": [...ADMIN, "NOT_FOUND", "LAST_ADMIN"],
  "user.setActive": [...ADMIN, "NOT_FOUND", "LAST_ADMIN"],
  "user.unlock": [...ADMIN, "NOT_FOUND"],
  "user.signOutEverywhere": [...ADMIN, "NOT_FOUND"],
  "user.securityEvents": ADMIN,

  "apiKey.create": [...SIGNED_IN, "TOO_MANY_API_KEYS"],
  "apiKey.list": SIGNED_IN,
  "apiKey.revoke": OWNED,

  "event.list": ANYBODY,
  "event.count": ANYBODY,
  "event.categories": ANYBODY,
  "event.byId": [...ANYBODY, "NOT_FOUND"],
  "event.create": [...SIGNED_IN, ...KEYED, "EVENT_IN_PAST"],
  "event.update": [
    ...ORGANIZER,
    ...KEYED,
    "EVENT_CANCELLED",
    "EVENT_IN_PAST",
    "EVENT_CHANGED",
    "CAPACITY_BELOW_RESERVED",
  ],
  "event.reach": ORGANIZER,
  "event.setActive": [...ORGANIZER, "EVENT_CANCELLED"],
  "event.cancel": [...ORGANIZER, ...KEYED, "EVENT_CANCELLED", "EVENT_IN_PAST"],
  "event.duplicate": [...ORGANIZER, ...KEYED, "EVENT_IN_PAST", "START_TIME_UNCLEAR"],
  "event.attendees": ORGANIZER,
  "event.stats": ORGANIZER,
  "event.refunds": ORGANIZER,
  "event.reconcile": ORGANIZER,
  "event.door": ORGANIZER,
  "event.mine": SIGNED_IN,
  "event.onAvailability": [...ANYBODY, "NOT_FOUND"],
  "event.onActivity": ORGANIZER,
  "event.capacityLog": ORGANIZER,

  "live.onUpdate": OWNED,

  "booking.onChange": SIGNED_IN,
  "booking.create": [
    ...SIGNED_IN,
    ...KEYED,
    ...NOT_ON_SALE,
    "NOT_FOUND",
    "EVENT_SOLD_OUT",
    "BOOKING_ALREADY_ACTIVE",
    "PRICE_CHANGED",
    "PAYMENT_METHOD_UNAVAILABLE",
  ],
  "booking.changeQuantity": [
    ...OWNED,
    ...KEYED,
    ...NO_HOLD,
    "EVENT_NOT_OPEN",
    "EVENT_SOLD_OUT",
    "PRICE_CHANGED",
    "PAYMENT_UNDER_WAY",
  ],
  "booking.pay": [
    ...OWNED,
    ...KEYED,
    ...NO_HOLD,
    "PRICE_CHANGED",
    "PAYMENT_METHOD_UNAVAILABLE",
    "PAYMENT_DECLINED",
    "PAYMENT_UNDER_WAY",
    "PAYMENT_UNAVAILABLE",
  ],
  "booking.refreshPayment": OWNED,
  "booking.markPaid": [...OWNED, ...KEYED, "EVENT_CANCELLED", "NOTHING_TO_PAY"],
  "booking.markRefunded": [...OWNED, ...KEYED, "NOTHING_TO_PAY"],
  "booking.cancel": [...OWNED, ...KEYED, "BOOKING_NOT_ACTIVE", "CANCELLATION_CLOSED", "ALREADY_CHECKED_IN"],
  "booking.byId": OWNED,
  "booking.mine": SIGNED_IN,
  "booking.forEvent": ORGANIZER,
  "booking.forMyEvents": SIGNED_IN,
  "booking.tickets": OWNED,
  "booking.checkIn": [
    ...ORGANIZER,
    ...KEYED,
    ...NO_TICKET,
    "EVENT_CANCELLED",
    "TICKET_CANCELLED",
    "ALREADY_CHECKED_IN",
  ],
  "booking.undoCheckIn": [...ORGANIZER, ...KEYED, ...NO_TICKET, "NOT_CHECKED_IN"],

  "waitlist.join": [
    ...SIGNED_IN,
    ...KEYED,
    ...NOT_ON_SALE,
    "NOT_FOUND",
    "TICKETS_AVAILABLE",
    "ALREADY_WAITING",
    "BOOKING_ALREADY_ACTIVE",
    // Another quantity during an offer is a change of the hold.
    "EVENT_SOLD_OUT",
    "PAYMENT_UNDER_WAY",
    "HOLD_EXPIRED",
  ],
  "waitlist.leave": [...SIGNED_IN, ...KEYED, "NOT_WAITING"],
  "waitlist.mine": SIGNED_IN,

  "payment.options": ANYBODY,
  "payment.answerSandbox": [...OWNED, "PAYMENT_METHOD_UNAVAILABLE", "NOTHING_TO_PAY"],

  "webhook.create": [...SIGNED_IN, "TOO_MANY_WEBHOOKS"],
  "webhook.list": SIGNED_IN,
  "webhook.update": OWN_WEBHOOK,
  "webhook.remove": OWN_WEBHOOK,
  "webhook.rotateSecret": OWN_WEBHOOK,
  "webhook.deliveries": OWN_WEBHOOK,
  "webhook.replay": [...OWN_WEBHOOK, "WEBHOOK_DISABLED"],
  "webhook.test": OWN_WEBHOOK,
} as const satisfies Readonly<Record<string, readonly ErrorCode[]>>;

/** The path of a procedure: `"booking.create"`. */
export type ProcedurePath = keyof typeof PROCEDURE_CODES;

/** The codes that a procedure can refuse a call with. */
export type ProcedureCode<Path extends ProcedurePath> =
  | (typeof CODES_OF_EVERY_CALL)[number]
  | (typeof PROCEDURE_CODES)[Path][number];

/** Whether there is a procedure with this path. */
export function isProcedurePath(path: string): path is ProcedurePath {
  return Object.hasOwn(PROCEDURE_CODES, path);
}

/** The codes that a procedure can refuse a call with, those of every call first. */
export function codesOf(path: ProcedurePath): readonly ErrorCode[] {
  return [...CODES_OF_EVERY_CALL, ...PROCEDURE_CODES[path]];
}
