import type { ProcedurePath } from "@foyer/contract/procedure-codes";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A group of operations in the description. */
export type Tag = "Events" | "Bookings" | "Waiting list" | "Organizing" | "Door" | "Account";

/** A procedure as a REST operation. */
export interface RestRoute {
  readonly method: Method;
  /** Below `/api`, with at most one parameter, `{id}`. */
  readonly path: `/${string}`;
  /** The field of the input that `{id}` is. */
  readonly id?: "id" | "eventId";
  /** Where the answer to what was created is found: its `id` goes at the end. The status is 201. */
  readonly creates?: "/api/events" | "/api/bookings";
  readonly tag: Tag;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What else there is to know, in a sentence or two. */
  readonly description?: string;
  /** A body that works as it is, but for ids and times. */
  readonly example?: Readonly<Record<string, string | number | boolean>>;
}

/** A procedure without a REST operation, and why. */
export interface NoRoute {
  readonly none: string;
}

const SESSIONS: NoRoute = {
  none: "It is about sessions and passwords, which programs have API keys instead of.",
};
const ACCOUNT: NoRoute = { none: "It is about the account itself, which no API key may change." };
const ADMINS: NoRoute = { none: "It is done by admins, in the web app." };

const WEBHOOKS: NoRoute = { none: "It is done in the manager, or with the typed client." };
const STREAM: NoRoute = { none: "It is a stream, which the typed client follows." };

const EVENT = "/events/{id}";
const BOOKING = "/bookings/{id}";

/** Every procedure, and where it is found without tRPC (decision 0049). */
export const REST_ROUTES: Readonly<Record<ProcedurePath, RestRoute | NoRoute>> = {
  "user.register": SESSIONS,
  "user.login": SESSIONS,
  "user.refresh": SESSIONS,
  "user.logout": SESSIONS,
  "user.requestPasswordReset": SESSIONS,
  "user.resetPassword": SESSIONS,
  "user.verifyEmail": SESSIONS,
  "user.updateProfile": ACCOUNT,
  "user.devices": ACCOUNT,
  "user.revokeDevice": ACCOUNT,
  "user.revokeOtherDevices": ACCOUNT,
  "user.changePassword": ACCOUNT,
  "user.requestEmailVerification": ACCOUNT,
  "user.list": ADMINS,
  "user.setRole": ADMINS,
  "user.setActive": ADMINS,
  "user.unlock": ADMINS,
  "user.signOutEverywhere": ADMINS,
  "user.securityEvents": ADMINS,
  "apiKey.create": ACCOUNT,
  "apiKey.list": ACCOUNT,
  "apiKey.revoke": ACCOUNT,
  "webhook.create": WEBHOOKS,
  "webhook.list": WEBHOOKS,
  "webhook.update": WEBHOOKS,
  "webhook.remove": WEBHOOKS,
  "webhook.rotateSecret": WEBHOOKS,
  "webhook.deliveries": WEBHOOKS,
  "webhook.replay": WEBHOOKS,
  "webhook.test": WEBHOOKS,
  "event.onAvailability": STREAM,
  "event.onActivity": STREAM,
  "booking.onChange": STREAM,
  "live.onUpdate": STREAM,
  "user.me": {
    method: "GET",
    path: "/me",
    tag: "Account",
    summary: "The caller's account",
    description: "Null for nobody.",
  },

  "event.list": {
    method: "GET",
    path: "/events",
    tag: "Events",
    summary: "The public list: active events that have not begun",
  },
  "event.count": {
    method: "GET",
    path: "/event-count",
    tag: "Events",
    summary: "How many events the public list has with these filters",
  },
  "event.categories": {
    method: "GET",
    path: "/categories",
    tag: "Events",
    summary: "The categories of the public list",
  },
  "event.byId": {
    method: "GET",
    path: EVENT,
    id: "id",
    tag: "Events",
    summary: "One event, whether open, closed or past",
  },
  "payment.options": {
    method: "GET",
    path: "/payment-options",
    tag: "Events",
    summary: "The payment methods of this server",
  },

  "booking.create": {
    method: "POST",
    path: "/bookings",
    creates: "/api/bookings",
    tag: "Bookings",
    summary: "Book tickets",
    description:
      "Cash and free bookings are confirmed at once; others are pending and hold their tickets until `holdExpiresAt`. With `expectedTotalAmount`, nothing is booked if another amount would be owed.",
    example: { eventId: "65f0c0ffee65f0c0ffee65f0", ticketQuantity: 2, paymentMethod: "cash" },
  },
  "booking.mine": {
    method: "GET",
    path: "/bookings",
    tag: "Bookings",
    summary: "The caller's own bookings, newest first",
  },
  "booking.byId": {
    method: "GET",
    path: BOOKING,
    id: "id",
    tag: "Bookings",
    summary: "One booking with its event and its payments",
  },
  "booking.changeQuantity": {
    method: "PATCH",
    path: BOOKING,
    id: "id",
    tag: "Bookings",
    summary: "Change the quantity of a pending booking",
    example: { ticketQuantity: 3 },
  },
  "booking.pay": {
    method: "POST",
    path: `${BOOKING}/pay`,
    id: "id",
    tag: "Bookings",
    summary: "Pay for a booking",
    description:
      "Of a pending booking, or an offer of the waiting list. A repeat with the same idempotency key does not charge again.",
    example: { paymentMethod: "credit_card", paymentToken: "tok_ok" },
  },
  "booking.refreshPayment": {
    method: "POST",
    path: `${BOOKING}/refresh-payment`,
    id: "id",
    tag: "Bookings",
    summary: "Look after an open payment",
    description: "Asks the payment provider what became of it, when the payer is back from there.",
  },
  "payment.answerSandbox": {
    method: "POST",
    path: `${BOOKING}/sandbox-answer`,
    id: "id",
    tag: "Bookings",
    summary: "Answer a sandbox payment",
    description: "Plays the payer's bank for a payment with `tok_action`, which needs a second step.",
    example: { answer: "approve" },
  },
  "booking.cancel": {
    method: "POST",
    path: `${BOOKING}/cancel`,
    id: "id",
    tag: "Bookings",
    summary: "Cancel a booking",
    description:
      "Its tickets go back, and what was paid is refunded. Its owner may do so until `cancellableUntil`, whoever runs the event at any time; an API key needs the scope `manage` for the bookings of others.",
    example: { reason: "We are ill." },
  },
  "booking.tickets": {
    method: "GET",
    path: `${BOOKING}/tickets`,
    id: "id",
    tag: "Bookings",
    summary: "The tickets of a confirmed booking",
  },

  "waitlist.mine": {
    method: "GET",
    path: "/waitlist",
    tag: "Waiting list",
    summary: "The caller's places and offers",
  },
  "waitlist.join": {
    method: "PUT",
    path: `${EVENT}/waitlist`,
    id: "eventId",
    tag: "Waiting list",
    summary: "Join a waiting list",
    description: "Of an event without enough tickets left. For who is on it, this changes the quantity.",
    example: { ticketQuantity: 2 },
  },
  "waitlist.leave": {
    method: "DELETE",
    path: `${EVENT}/waitlist`,
    id: "eventId",
    tag: "Waiting list",
    summary: "Leave a waiting list",
    description: "An offer is declined with it.",
  },

  "event.mine": {
    method: "GET",
    path: "/me/events",
    tag: "Organizing",
    summary: "The events that the caller organizes",
  },
  "booking.forMyEvents": {
    method: "GET",
    path: "/me/event-bookings",
    tag: "Organizing",
    summary: "The bookings of all events that the caller organizes",
    description:
      "For programs that keep a copy: with `updatedAfter` only what was changed since. Ask the next time from the " +
      "`syncedUntil` of the first page.",
  },
  "event.create": {
    method: "POST",
    path: "/events",
    creates: "/api/events",
    tag: "Organizing",
    summary: "Create an event",
    example: {
      name: "Late Bach",
      description: "Suites for cello, by candlelight.",
      venue: "Small Hall, Berlin",
      dateTime: "2027-05-14T20:00:00+02:00",
      timeZone: "Europe/Berlin",
      capacity: 80,
      price: 2_500,
      currency: "EUR",
      category: "Music",
    },
  },
  "event.update": {
    method: "PATCH",
    path: EVENT,
    id: "id",
    tag: "Organizing",
    summary: "Change the fields that are sent",
    example: { venue: "Great Hall, Berlin" },
  },
  "event.setActive": {
    method: "PUT",
    path: `${EVENT}/active`,
    id: "id",
    tag: "Organizing",
    summary: "Open or close sales; bookings stay",
    example: { isActive: false },
  },
  "event.cancel": {
    method: "POST",
    path: `${EVENT}/cancel`,
    id: "id",
    tag: "Organizing",
    summary: "Cancel an event for good",
    description: "Sales stop at once; its bookings are cancelled and refunded in the background.",
    example: { reason: "The pianist is ill." },
  },
  "event.duplicate": {
    method: "POST",
    path: `${EVENT}/duplicate`,
    id: "id",
    creates: "/api/events",
    tag: "Organizing",
    summary: "Copy an event, as inactive",
  },
  "event.reach": {
    method: "GET",
    path: `${EVENT}/reach`,
    id: "eventId",
    tag: "Organizing",
    summary: "How many people a change is mailed to",
    description: "When the event changes its name, place or time.",
  },
  "event.attendees": {
    method: "GET",
    path: `${EVENT}/attendees`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's bookings, searchable",
  },
  "booking.forEvent": {
    method: "GET",
    path: `${EVENT}/bookings`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's bookings, newest first",
  },
  "event.stats": {
    method: "GET",
    path: `${EVENT}/stats`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's figures",
  },
  "event.refunds": {
    method: "GET",
    path: `${EVENT}/refunds`,
    id: "eventId",
    tag: "Organizing",
    summary: "Due and completed refunds, newest first",
  },
  "event.reconcile": {
    method: "GET",
    path: `${EVENT}/reconciliation`,
    id: "eventId",
    tag: "Organizing",
    summary: "Whether the event's ledger balances, with all figures",
  },
  "event.capacityLog": {
    method: "GET",
    path: `${EVENT}/capacity-log`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's capacity log, newest first",
  },
  "booking.markPaid": {
    method: "POST",
    path: `${BOOKING}/mark-paid`,
    id: "id",
    tag: "Organizing",
    summary: "Mark a booking as paid in cash",
  },
  "booking.markRefunded": {
    method: "POST",
    path: `${BOOKING}/mark-refunded`,
    id: "id",
    tag: "Organizing",
    summary: "Mark the cash of a cancelled booking as returned",
  },

  "event.door": {
    method: "GET",
    path: `${EVENT}/door`,
    id: "eventId",
    tag: "Door",
    summary: "What a device needs to check tickets offline",
    description: "With the key that signs the event's tickets.",
  },
  "booking.checkIn": {
    method: "POST",
    path: `${EVENT}/check-ins`,
    id: "eventId",
    tag: "Door",
    summary: "Check a ticket in",
    description: "At most once; the same scan sent again gets the same answer.",
    example: { code: "FOYER-65F0C0FFEE65F0C0FFEE65F0-1-ABCDEFGHIJKLMNOPQRSTUVWXYZ", scanId: "door-1-0001" },
  },
  "booking.undoCheckIn": {
    method: "POST",
    path: `${EVENT}/check-ins/undo`,
    id: "eventId",
    tag: "Door",
    summary: "Undo a check-in",
    example: { code: "FOYER-65F0C0FFEE65F0C0FFEE65F0-1-ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  },
};
