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
const CLOSED = ["EVENT_NOT_OPEN", "EVENT_CANCELLED"] as const;
/** What an order may ask for too much of. */
const NO_TICKETS = ["EVENT_SOLD_OUT", "TICKET_TYPE_SOLD_OUT", "NOT_ON_SALE", "TOO_MANY_TICKETS"] as const;
const NO_CODE = ["CODE_INVALID", "CODE_USED_UP"] as const;
/** Changes of whom tickets are for, and of answers. */
const CHANGE_TICKETS = ["BOOKING_NOT_ACTIVE", "EVENT_CANCELLED", "CHANGES_CLOSED"] as const;
/** Changes of a hold. */
const NO_HOLD = ["EVENT_CANCELLED", "HOLD_EXPIRED", "BOOKING_NOT_PENDING", "BOOKING_NOT_ACTIVE"] as const;
/** The link of a guest's booking, when the booking has ended. */
const NO_HOLD_TO_PROVE = ["EVENT_CANCELLED", "HOLD_EXPIRED", "BOOKING_NOT_ACTIVE"] as const;
/** Orders of tickets. */
const ORDER = [
  ...KEYED,
  ...CLOSED,
  ...NO_TICKETS,
  ...NO_CODE,
  "NOT_FOUND",
  "BOOKING_ALREADY_ACTIVE",
  "PRICE_CHANGED",
] as const;
/** Changes of a booking's tickets. */
const NO_CHANGE = [
  ...NO_TICKETS,
  "EVENT_CANCELLED",
  "EVENT_NOT_OPEN",
  "BOOKING_NOT_ACTIVE",
  "HOLD_EXPIRED",
  "CANCELLATION_CLOSED",
  "ALREADY_CHECKED_IN",
  "PAYMENT_METHOD_UNAVAILABLE",
] as const;
/** Calls about a webhook: somebody else's does not exist for the caller. */
const OWN_WEBHOOK = [...SIGNED_IN, "NOT_FOUND"] as const;
const NO_TICKET = ["TICKET_NOT_VALID", "TICKET_OF_ANOTHER_EVENT", "TICKET_CANCELLED"] as const;

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
  "user.requestSignIn": [...WITHOUT_KEY, "MAIL_UNAVAILABLE"],
  "user.signInWithLink": [...WITHOUT_KEY, "LINK_NOT_VALID"],
  "user.signInWithCode": [...WITHOUT_KEY, "INVALID_CREDENTIALS"],
  "user.requestEmailChange": [...SIGNED_IN, "INVALID_CREDENTIALS", "MAIL_UNAVAILABLE"],
  "user.confirmEmailChange": [...WITHOUT_KEY, "LINK_NOT_VALID", "EMAIL_TAKEN"],
  "user.undoEmailChange": [...WITHOUT_KEY, "LINK_NOT_VALID", "EMAIL_TAKEN"],
  "user.exportData": SIGNED_IN,
  "user.requestDeletionCode": [...SIGNED_IN, "MAIL_UNAVAILABLE"],
  "user.deleteAccount": [...SIGNED_IN, "INVALID_CREDENTIALS", "ACCOUNT_IN_USE", "LAST_ADMIN"],
  "user.requestPasswordReset": [...WITHOUT_KEY, "MAIL_UNAVAILABLE"],
  "user.resetPassword": [...WITHOUT_KEY, "LINK_NOT_VALID", "PASSWORD_TOO_COMMON"],
  "user.requestEmailVerification": [...SIGNED_IN, "NOT_FOUND", "MAIL_UNAVAILABLE"],
  "user.verifyEmail": [...WITHOUT_KEY, "LINK_NOT_VALID"],

  "user.list": ADMIN,
  "user.setRole": [...ADMIN, "NOT_FOUND", "LAST_ADMIN"],
  "user.setActive": [...ADMIN, "NOT_FOUND", "LAST_ADMIN"],
  "user.setEmail": [...ADMIN, "NOT_FOUND", "EMAIL_TAKEN"],
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
    "TICKET_TYPE_IN_USE",
  ],
  "event.ticketTypes": ORGANIZER,
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
  "booking.create": [...SIGNED_IN, ...ORDER, "PAYMENT_METHOD_UNAVAILABLE"],
  "booking.createAsGuest": [
    ...ANYBODY,
    ...ORDER,
    "PAYMENT_METHOD_UNAVAILABLE",
    "MAIL_UNAVAILABLE",
    "EMAIL_TAKEN",
  ],
  "booking.createForSomebody": [...SIGNED_IN, ...ORDER, "EMAIL_TAKEN"],
  "booking.proveGuest": [...ANYBODY, ...NO_HOLD_TO_PROVE, "LINK_NOT_VALID"],
  "booking.openAsGuest": [...ANYBODY, "LINK_NOT_VALID"],
  "booking.changeQuantity": [
    ...OWNED,
    ...KEYED,
    ...NO_HOLD,
    ...NO_TICKETS,
    "EVENT_NOT_OPEN",
    "PRICE_CHANGED",
    "PAYMENT_UNDER_WAY",
  ],
  "booking.previewChange": [...OWNED, ...NO_CHANGE],
  "booking.changeItems": [...OWNED, ...KEYED, ...NO_CHANGE, "PRICE_CHANGED", "PAYMENT_UNDER_WAY"],
  "booking.dropAddition": [...OWNED, ...KEYED, "NOTHING_TO_PAY", "PAYMENT_UNDER_WAY"],
  "booking.pay": [
    ...OWNED,
    ...KEYED,
    ...NO_HOLD,
    // Of the tickets that are held in addition to a booking.
    "NOTHING_TO_PAY",
    "ALREADY_CHECKED_IN",
    "PRICE_CHANGED",
    "ANSWERS_MISSING",
    "PAYMENT_METHOD_UNAVAILABLE",
    "PAYMENT_DECLINED",
    "PAYMENT_UNDER_WAY",
    "PAYMENT_UNAVAILABLE",
  ],
  "booking.refreshPayment": OWNED,
  "booking.refund": [...OWNED, ...KEYED, "NOTHING_TO_PAY"],
  "booking.markPaid": [...OWNED, ...KEYED, "EVENT_CANCELLED", "NOTHING_TO_PAY"],
  "booking.markRefunded": [...OWNED, ...KEYED, "NOTHING_TO_PAY"],
  "booking.cancel": [...OWNED, ...KEYED, "BOOKING_NOT_ACTIVE", "CANCELLATION_CLOSED", "ALREADY_CHECKED_IN"],
  "booking.byId": OWNED,
  "booking.history": OWNED,
  "booking.resendMail": [...OWNED, "EVENT_CANCELLED", "EVENT_NOT_OPEN", "BOOKING_NOT_ACTIVE"],
  "booking.mine": SIGNED_IN,
  "booking.forEvent": ORGANIZER,
  "booking.forMyEvents": SIGNED_IN,
  "booking.tickets": OWNED,
  "booking.nameTickets": [...OWNED, ...CHANGE_TICKETS],
  "booking.passOnTicket": [...OWNED, ...KEYED, ...CHANGE_TICKETS, "ALREADY_CHECKED_IN"],
  "booking.answer": [...OWNED, ...CHANGE_TICKETS, "ANSWERS_MISSING"],
  "booking.answers": OWNED,
  "booking.checkIn": [...ORGANIZER, ...KEYED, ...NO_TICKET, "EVENT_CANCELLED", "ALREADY_CHECKED_IN"],
  "booking.undoCheckIn": [...ORGANIZER, ...KEYED, ...NO_TICKET, "NOT_CHECKED_IN"],
  "booking.findAtDoor": ORGANIZER,
  "booking.admit": [
    ...ORGANIZER,
    ...KEYED,
    "EVENT_CANCELLED",
    "TICKET_CANCELLED",
    "TICKET_NOT_VALID",
    "ALREADY_CHECKED_IN",
  ],
  "booking.undoAdmit": [...ORGANIZER, ...KEYED, "NOT_CHECKED_IN"],

  "waitlist.join": [
    ...SIGNED_IN,
    ...KEYED,
    ...CLOSED,
    ...NO_TICKETS,
    ...NO_CODE,
    "NOT_FOUND",
    "TICKETS_AVAILABLE",
    "ALREADY_WAITING",
    "BOOKING_ALREADY_ACTIVE",
    // Another quantity during an offer is a change of the hold.
    "PAYMENT_UNDER_WAY",
    "HOLD_EXPIRED",
  ],
  "waitlist.leave": [...SIGNED_IN, ...KEYED, "NOT_WAITING"],
  "waitlist.mine": SIGNED_IN,
  "waitlist.forEvent": ORGANIZER,
  "waitlist.offer": [
    ...OWNED,
    ...KEYED,
    ...CLOSED,
    "NOT_WAITING",
    "EVENT_SOLD_OUT",
    "TICKET_TYPE_SOLD_OUT",
    "BOOKING_ALREADY_ACTIVE",
  ],
  "waitlist.remove": [...OWNED, ...KEYED, "NOT_WAITING"],

  "discountCode.create": [...ORGANIZER, ...KEYED, "CODE_TAKEN"],
  "discountCode.update": [...ORGANIZER, "CODE_TAKEN"],
  "discountCode.remove": ORGANIZER,
  "discountCode.list": ORGANIZER,
  "discountCode.check": [...ANYBODY, ...NO_CODE, "NOT_FOUND"],

  "question.create": ORGANIZER,
  "question.update": ORGANIZER,
  "question.remove": ORGANIZER,
  "question.order": ORGANIZER,
  "question.list": [...ANYBODY, "NOT_FOUND"],

  "payment.options": ANYBODY,
  "payment.answerSandbox": [...OWNED, "PAYMENT_METHOD_UNAVAILABLE", "NOTHING_TO_PAY"],

  "webhook.create": [...SIGNED_IN, "TOO_MANY_WEBHOOKS"],
  "webhook.list": SIGNED_IN,
  "webhook.byId": OWN_WEBHOOK,
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
