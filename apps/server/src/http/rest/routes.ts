import type { ProcedurePath } from "@foyer/contract/procedure-codes";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** A group of operations in the description. */
export type Tag = "Events" | "Bookings" | "Waiting list" | "Organizing" | "Webhooks" | "Door" | "Account";

/** A value in the example of a body. */
type ExampleValue = string | number | boolean;
type ExampleFields = Readonly<Record<string, ExampleValue>>;

/** A procedure as a REST operation. */
export interface RestRoute {
  readonly method: Method;
  /** Below `/api`, with at most one parameter, `{id}`. */
  readonly path: `/${string}`;
  /** The field of the input that `{id}` is. */
  readonly id?: "id" | "eventId" | "deliveryId";
  /** Where the answer to what was created is found: its `id` goes at the end. The status is 201. */
  readonly creates?: "/api/events" | "/api/bookings" | "/api/webhooks";
  readonly tag: Tag;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What else there is to know, in a sentence or two. */
  readonly description?: string;
  /** A body that works as it is, but for ids and times. */
  readonly example?: Readonly<Record<string, ExampleValue | readonly (ExampleValue | ExampleFields)[]>>;
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

const SECRET: NoRoute = {
  none: "It needs a session: whoever has a webhook's secret can forge what its receiver believes.",
};
const STREAM: NoRoute = { none: "It is a stream, which the typed client follows." };

const MAILED_LINK: NoRoute = { none: "It is for the page that a mailed link opens." };

const EVENT = "/events/{id}";
const BOOKING = "/bookings/{id}";
const WEBHOOK = "/webhooks/{id}";

/** Every procedure, and where it is found without tRPC (decision 0049). */
export const REST_ROUTES: Readonly<Record<ProcedurePath, RestRoute | NoRoute>> = {
  "user.register": SESSIONS,
  "user.login": SESSIONS,
  "user.refresh": SESSIONS,
  "user.logout": SESSIONS,
  "user.requestPasswordReset": SESSIONS,
  "user.requestSignIn": SESSIONS,
  "user.signInWithLink": SESSIONS,
  "user.signInWithCode": SESSIONS,
  "user.resetPassword": SESSIONS,
  "user.verifyEmail": SESSIONS,
  "user.updateProfile": ACCOUNT,
  "user.devices": ACCOUNT,
  "user.revokeDevice": ACCOUNT,
  "user.revokeOtherDevices": ACCOUNT,
  "user.changePassword": ACCOUNT,
  "user.requestEmailChange": ACCOUNT,
  "user.confirmEmailChange": ACCOUNT,
  "user.undoEmailChange": ACCOUNT,
  "user.exportData": ACCOUNT,
  "user.requestDeletionCode": ACCOUNT,
  "user.deleteAccount": ACCOUNT,
  "user.requestEmailVerification": ACCOUNT,
  "user.list": ADMINS,
  "user.setRole": ADMINS,
  "user.setActive": ADMINS,
  "user.setEmail": ADMINS,
  "user.unlock": ADMINS,
  "user.signOutEverywhere": ADMINS,
  "user.securityEvents": ADMINS,
  "apiKey.create": ACCOUNT,
  "apiKey.list": ACCOUNT,
  "apiKey.revoke": ACCOUNT,
  "webhook.rotateSecret": SECRET,
  "event.onAvailability": STREAM,
  "event.onActivity": STREAM,
  "booking.onChange": STREAM,
  "live.onUpdate": STREAM,
  "user.me": {
    method: "GET",
    path: "/me",
    tag: "Account",
    summary: "The caller's account",
    description: "A way to try a key.",
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
  "booking.createAsGuest": {
    method: "POST",
    path: "/guest-bookings",
    creates: "/api/bookings",
    tag: "Bookings",
    summary: "Book tickets for a name and an address, without an account",
    description:
      "The answer has an `accessToken` that opens this booking alone, as a bearer token. What costs nothing now is held until the link that is mailed is followed.",
    example: {
      eventId: "65f0c0ffee65f0c0ffee65f0",
      ticketQuantity: 2,
      paymentMethod: "credit_card",
      name: "Ada Example",
      email: "ada@example.org",
    },
  },
  "booking.createForSomebody": {
    method: "POST",
    path: `${EVENT}/bookings`,
    id: "eventId",
    creates: "/api/bookings",
    tag: "Organizing",
    summary: "Book tickets for somebody",
    description:
      "Confirmed at once: free, or to be paid in cash. Without an address nothing is mailed. Answers to the event's questions that are known are stored with it.",
    example: { ticketQuantity: 1, name: "Ada Example", email: "ada@example.org" },
  },
  "booking.proveGuest": MAILED_LINK,
  "booking.openAsGuest": MAILED_LINK,
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
  "booking.previewChange": {
    none: "It reads by a list of kinds, which an address has no place for: `expectedTotalAmount` guards the change itself.",
  },
  "booking.changeItems": {
    method: "POST",
    path: `${BOOKING}/items`,
    id: "id",
    tag: "Bookings",
    summary: "Give back tickets of a booking, or take more",
    description:
      "`items` is the whole list by kind. What a paid booking costs more is paid first: until then the tickets are held as its `addition`. An API key needs the scope `manage` for the bookings of others.",
    example: { ticketQuantity: 1 },
  },
  "booking.dropAddition": {
    method: "POST",
    path: `${BOOKING}/drop-addition`,
    id: "id",
    tag: "Bookings",
    summary: "Give up the tickets that are held in addition to a booking",
  },
  "booking.pay": {
    method: "POST",
    path: `${BOOKING}/pay`,
    id: "id",
    tag: "Bookings",
    summary: "Pay for a booking",
    description:
      "Of a pending booking, or an offer of the waiting list; with `addition`, for the tickets that are held in addition to a booking. A repeat with the same idempotency key does not charge again.",
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

  "booking.nameTickets": {
    method: "PUT",
    path: `${BOOKING}/names`,
    id: "id",
    tag: "Bookings",
    summary: "Put names on tickets",
    description: "Tickets that are left out keep their name; null takes one off.",
    example: { names: [{ ticketNumber: 1, name: "Ada Lovelace" }] },
  },
  "booking.passOnTicket": {
    method: "POST",
    path: `${BOOKING}/pass-on`,
    id: "id",
    tag: "Bookings",
    summary: "Pass a ticket on",
    description:
      "Its code is void at once, and a new one is mailed to the new holder. Until the event begins.",
    example: { ticketNumber: 1, name: "Ada Lovelace", email: "ada@example.org" },
  },
  "booking.answers": {
    method: "GET",
    path: `${BOOKING}/answers`,
    id: "id",
    tag: "Bookings",
    summary: "What a booking is asked, and what it answered",
  },
  "booking.answer": {
    method: "PUT",
    path: `${BOOKING}/answers`,
    id: "id",
    tag: "Bookings",
    summary: "Answer an event's questions",
    description:
      "Questions that are left out keep their answer; null takes one back. A pending booking is not confirmed while `missing` is not empty.",
    example: { answers: [{ questionId: "65f0c0ffee65f0c0ffee65f0", value: "Vegetarian" }] },
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
  "event.ticketTypes": {
    method: "GET",
    path: `${EVENT}/ticket-types`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's ticket types, hidden ones included, with what was taken of each",
  },
  "discountCode.create": {
    method: "POST",
    path: `${EVENT}/discount-codes`,
    id: "eventId",
    tag: "Organizing",
    summary: "Create a discount code",
    example: { code: "EARLY", kind: "percent", value: 20, maxUses: 100 },
  },
  "discountCode.list": {
    method: "GET",
    path: `${EVENT}/discount-codes`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's discount codes, newest first",
  },
  "discountCode.check": {
    method: "GET",
    path: `${EVENT}/discount-code`,
    id: "eventId",
    tag: "Bookings",
    summary: "What a discount code is good for",
  },
  "discountCode.update": {
    method: "PATCH",
    path: "/discount-codes/{id}",
    id: "id",
    tag: "Organizing",
    summary: "Change a discount code",
    example: { isActive: false },
  },
  "discountCode.remove": {
    method: "DELETE",
    path: "/discount-codes/{id}",
    id: "id",
    tag: "Organizing",
    summary: "Remove a discount code; bookings keep what they were made with",
  },
  "question.list": {
    method: "GET",
    path: `${EVENT}/questions`,
    id: "eventId",
    tag: "Bookings",
    summary: "What an event asks those who book",
  },
  "question.create": {
    method: "POST",
    path: `${EVENT}/questions`,
    id: "eventId",
    tag: "Organizing",
    summary: "Ask a question of those who book",
    description: "Once per booking or once per ticket, of all kinds or of some.",
    example: {
      label: "What do you eat?",
      type: "choice",
      per: "ticket",
      isRequired: true,
      options: ["All", "Vegetarian"],
    },
  },
  "question.order": {
    method: "PUT",
    path: `${EVENT}/questions/order`,
    id: "eventId",
    tag: "Organizing",
    summary: "Put an event's questions into another order",
    example: { ids: ["65f0c0ffee65f0c0ffee65f0"] },
  },
  "question.update": {
    method: "PATCH",
    path: "/questions/{id}",
    id: "id",
    tag: "Organizing",
    summary: "Change a question; answers stay",
    example: { isRequired: false },
  },
  "question.remove": {
    method: "DELETE",
    path: "/questions/{id}",
    id: "id",
    tag: "Organizing",
    summary: "Remove a question, or close it if it was answered",
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
  "booking.history": {
    method: "GET",
    path: `${BOOKING}/history`,
    id: "id",
    tag: "Organizing",
    summary: "What happened to a booking, newest first",
    description: "Tickets, money, check-ins and mails, as far as they are still stored.",
  },
  "booking.resendMail": {
    method: "POST",
    path: `${BOOKING}/resend-mail`,
    id: "id",
    tag: "Organizing",
    summary: "Mail the attendee the tickets once more",
    description: "Of an offer of the waiting list: how to take it.",
  },
  "waitlist.forEvent": {
    method: "GET",
    path: `${EVENT}/waitlist`,
    id: "eventId",
    tag: "Organizing",
    summary: "The event's waiting list, in the order of joining",
  },
  "waitlist.offer": {
    method: "POST",
    path: "/waitlist/{id}/offer",
    id: "id",
    tag: "Organizing",
    summary: "Offer tickets to one place now",
    description: "Whoever joined before it; also while sales are closed.",
  },
  "waitlist.remove": {
    method: "DELETE",
    path: "/waitlist/{id}",
    id: "id",
    tag: "Organizing",
    summary: "Take a place off the waiting list, or its offer back",
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
    summary: "Mark the cash of a booking that is due back as returned",
  },
  "booking.refund": {
    method: "POST",
    path: `${BOOKING}/refund`,
    id: "id",
    tag: "Organizing",
    summary: "Give back money of a booking that stays as it is",
    example: { amount: 500, reason: "The seats had no view." },
  },

  "webhook.create": {
    method: "POST",
    path: "/webhooks",
    creates: "/api/webhooks",
    tag: "Webhooks",
    summary: "Add a webhook",
    description:
      "It is told of all events of the caller's, also those to come. The answer has the secret that deliveries are signed with, this once; the caller is mailed.",
    example: { url: "https://crm.example.org/foyer", events: ["booking.*", "payment.refunded"] },
  },
  "webhook.list": {
    method: "GET",
    path: "/webhooks",
    tag: "Webhooks",
    summary: "The caller's webhooks, oldest first",
    description: "With how each is doing: since when it fails, and why.",
  },
  "webhook.byId": {
    method: "GET",
    path: WEBHOOK,
    id: "id",
    tag: "Webhooks",
    summary: "One webhook, and how it is doing",
  },
  "webhook.update": {
    method: "PATCH",
    path: WEBHOOK,
    id: "id",
    tag: "Webhooks",
    summary: "Change a webhook, or switch it on or off",
    description: "Fields that are not sent stay. The caller is mailed of a new address.",
    example: { events: ["*"] },
  },
  "webhook.remove": {
    method: "DELETE",
    path: WEBHOOK,
    id: "id",
    tag: "Webhooks",
    summary: "Remove a webhook with its deliveries",
  },
  "webhook.deliveries": {
    method: "GET",
    path: `${WEBHOOK}/deliveries`,
    id: "id",
    tag: "Webhooks",
    summary: "The deliveries of the last thirty days, newest first",
  },
  "webhook.replay": {
    method: "POST",
    path: "/webhook-deliveries/{id}/replay",
    id: "deliveryId",
    tag: "Webhooks",
    summary: "Send a delivery again, with the same id",
  },
  "webhook.test": {
    method: "POST",
    path: `${WEBHOOK}/test`,
    id: "id",
    tag: "Webhooks",
    summary: "Send a test message now, and say what came of it",
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
  "booking.findAtDoor": {
    method: "GET",
    path: `${EVENT}/door/bookings`,
    id: "eventId",
    tag: "Door",
    summary: "Find bookings by name, email address or booking",
    description: "At most 20, those that can be admitted first; `hasMore` says whether there are others.",
  },
  "booking.admit": {
    method: "POST",
    path: `${EVENT}/admissions`,
    id: "eventId",
    tag: "Door",
    summary: "Admit tickets of a booking without their codes",
    description: "All of them or none, each at most once; the same call sent again gets the same answer.",
    example: { id: "65f0c0ffee65f0c0ffee65f0", ticketNumbers: [1, 2], scanId: "door-1-0002" },
  },
  "booking.undoAdmit": {
    method: "POST",
    path: `${EVENT}/admissions/undo`,
    id: "eventId",
    tag: "Door",
    summary: "Take admissions back by the tickets' numbers",
    description: "However they were admitted: without their codes, or by a scan.",
    example: { id: "65f0c0ffee65f0c0ffee65f0", ticketNumbers: [2], scanId: "door-1-0003" },
  },
};
