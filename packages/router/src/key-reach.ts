import type { ApiScope } from "@foyer/contract/api-key";
import type { API_SCOPES } from "@foyer/contract/api-scopes";
import type { ProcedurePath } from "@foyer/contract/procedure-codes";
import type { EventPart } from "@foyer/domain/api-keys/use-key";

/** The procedures that an API key needs a scope for. */
type PathForKeys = {
  [Path in ProcedurePath]: (typeof API_SCOPES)[Path] extends ApiScope | readonly ApiScope[] ? Path : never;
}[ProcedurePath];

/**
 * How a call with a key that is limited to some events is held to them: by the event or the booking that a field of
 * the input names, or the part of an event that its `id` names; by the list itself, which leaves out all others (`list`); by refusing it, because it
 * concerns events beyond them (`beyond`); not at all, because it concerns no event (`none`). `ofOthers` is the scope that a key
 * needs besides when the booking is not its user's own.
 */
export type KeyReach =
  | { readonly event: "id" | "eventId" }
  | { readonly booking: "id"; readonly ofOthers?: "manage" }
  | { readonly part: EventPart }
  | "list"
  | "beyond"
  | "none";

const EVENT_ID: KeyReach = { event: "eventId" };
const ID_OF_EVENT: KeyReach = { event: "id" };
const ID_OF_BOOKING: KeyReach = { booking: "id" };

/** How each procedure is held to a key's events (decision 0048). */
export const KEY_REACH: Readonly<Record<PathForKeys, KeyReach>> = {
  "user.me": "none",

  "event.mine": "list",
  // It is an event of its own, and so is a copy.
  "event.create": "beyond",
  "event.duplicate": "beyond",
  "event.update": ID_OF_EVENT,
  "event.setActive": ID_OF_EVENT,
  "event.cancel": ID_OF_EVENT,
  "event.ticketTypes": EVENT_ID,
  "event.reach": EVENT_ID,
  "event.attendees": EVENT_ID,
  "event.stats": EVENT_ID,
  "event.refunds": EVENT_ID,
  "event.reconcile": EVENT_ID,
  "event.door": EVENT_ID,
  "event.capacityLog": EVENT_ID,
  "event.onActivity": EVENT_ID,

  "booking.create": EVENT_ID,
  "booking.createForSomebody": EVENT_ID,
  "booking.changeQuantity": ID_OF_BOOKING,
  "booking.previewChange": ID_OF_BOOKING,
  "booking.changeItems": { booking: "id", ofOthers: "manage" },
  "booking.dropAddition": { booking: "id", ofOthers: "manage" },
  "booking.pay": ID_OF_BOOKING,
  "booking.refreshPayment": ID_OF_BOOKING,
  "booking.markPaid": ID_OF_BOOKING,
  "booking.markRefunded": ID_OF_BOOKING,
  "booking.refund": ID_OF_BOOKING,
  "booking.cancel": { booking: "id", ofOthers: "manage" },
  "booking.byId": ID_OF_BOOKING,
  "booking.history": ID_OF_BOOKING,
  "booking.resendMail": ID_OF_BOOKING,
  "booking.tickets": ID_OF_BOOKING,
  "booking.nameTickets": { booking: "id", ofOthers: "manage" },
  "booking.passOnTicket": { booking: "id", ofOthers: "manage" },
  "booking.answer": { booking: "id", ofOthers: "manage" },
  "booking.answers": ID_OF_BOOKING,
  "booking.mine": "list",
  "booking.forMyEvents": "list",
  "booking.onChange": "list",
  "booking.forEvent": EVENT_ID,
  "booking.checkIn": EVENT_ID,
  "booking.undoCheckIn": EVENT_ID,
  "booking.findAtDoor": EVENT_ID,
  "booking.admit": EVENT_ID,
  "booking.undoAdmit": EVENT_ID,

  "discountCode.create": EVENT_ID,
  "discountCode.list": EVENT_ID,
  "discountCode.update": { part: "discountCode" },
  "discountCode.remove": { part: "discountCode" },

  "question.create": EVENT_ID,
  "question.order": EVENT_ID,
  "question.update": { part: "question" },
  "question.remove": { part: "question" },

  "waitlist.join": EVENT_ID,
  "waitlist.leave": EVENT_ID,
  "waitlist.mine": "list",
  "waitlist.forEvent": EVENT_ID,
  "waitlist.offer": { part: "waitlistEntry" },
  "waitlist.remove": { part: "waitlistEntry" },

  "payment.answerSandbox": ID_OF_BOOKING,

  // Webhooks are for all events of their organizer.
  "webhook.create": "beyond",
  "webhook.update": "beyond",
  "webhook.remove": "beyond",
  "webhook.list": "beyond",
  "webhook.byId": "beyond",
  "webhook.deliveries": "beyond",
  "webhook.replay": "beyond",
  "webhook.test": "beyond",
};
