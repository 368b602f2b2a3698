import { z } from "zod";
import { typedCode } from "./discount-code.js";
import { bookingId, eventId, idempotencyKey, ticketTypeId, userId } from "./ids.js";
import { MAX_BOOKING_PRICE, MAX_TICKETS_PER_BOOKING } from "./money.js";
import { minorUnits } from "./money-fields.js";
import { changesInput, changesPage, page, pageInput } from "./page.js";
import { bookingRefundView, paymentMethod, paymentStatus, paymentToken, paymentView } from "./payment.js";
import { givenAnswers } from "./question.js";
import { reason } from "./reason.js";
import { search } from "./search.js";
import { bookedTicket } from "./ticket.js";
import { MAX_TICKET_TYPES } from "./ticket-type.js";
import { answeredInstant } from "./time.js";
import { email, givenToken, personName } from "./user.js";

export const bookingStatus = z.enum(["pending", "confirmed", "cancelled"]);
export type BookingStatus = z.infer<typeof bookingStatus>;

/** The two states in which a booking holds tickets. */
export const ACTIVE_STATUSES = ["pending", "confirmed"] as const satisfies readonly BookingStatus[];

/** What ended a booking: `expiry` is its hold running out, `event` the cancellation of the event. */
export const cancelledBy = z.enum(["attendee", "organizer", "expiry", "event"]);
export type CancelledBy = z.infer<typeof cancelledBy>;

export const ticketQuantity = z.int().min(1).max(MAX_TICKETS_PER_BOOKING);

/**
 * The total the caller expects to owe, in minor units of the booking's currency: the amount the user was shown.
 * If another amount would be owed, the call fails with `PRICE_CHANGED`, with the current amount in
 * `data.totalAmount` and `data.currency`, and changes nothing. Omitted, any amount is accepted.
 */
const expectedTotalAmount = minorUnits.optional();

/** So many tickets of one kind. */
export const orderedItem = z.strictObject({ ticketTypeId, quantity: ticketQuantity });

const EACH_KIND_ONCE = "Each kind of tickets may be in the list once.";

function isEachKindOnce(items: readonly { readonly ticketTypeId: string | null }[]): boolean {
  return new Set(items.map((item) => item.ticketTypeId)).size === items.length;
}

/** Tickets by kind: each kind once. */
export const orderedItems = z
  .array(orderedItem)
  .min(1)
  .max(MAX_TICKET_TYPES)
  .refine(isEachKindOnce, EACH_KIND_ONCE);
export type OrderedItems = z.output<typeof orderedItems>;

/**
 * The same of a booking that is there. Null is for its tickets of no kind: where the event has one kind, and those that were
 * booked before the event had ticket types, of which it can have fewer and no more.
 */
const wantedItems = z
  .array(orderedItem.extend({ ticketTypeId: ticketTypeId.nullable() }))
  .min(1)
  .max(MAX_TICKET_TYPES + 1)
  .refine(isEachKindOnce, EACH_KIND_ONCE);

/** What is booked, besides who books it. */
export const orderFields = {
  eventId,
  /** Tickets by kind, of an event with ticket types. */
  items: orderedItems.optional(),
  /** How many tickets, of an event with one kind. */
  ticketQuantity: ticketQuantity.optional(),
  /** A discount code. */
  code: typedCode.optional(),
  paymentMethod,
  expectedTotalAmount,
};

/** An order says how many tickets it is for in one of two ways. */
function isOneQuantity(order: { readonly items?: unknown; readonly ticketQuantity?: unknown }): boolean {
  return (order.items === undefined) !== (order.ticketQuantity === undefined);
}

const ONE_QUANTITY = {
  path: ["ticketQuantity"],
  error: "Say how many tickets: either `ticketQuantity`, or `items` of an event with ticket types.",
};

export const createBookingInput = z
  .strictObject({ ...orderFields, idempotencyKey: idempotencyKey.optional() })
  .refine(isOneQuantity, ONE_QUANTITY);
export type CreateBookingInput = z.output<typeof createBookingInput>;

/**
 * A key that nobody can guess: of a call without an account, whoever repeats it with the same key and input gets access to
 * what it made. Clients make them at random.
 */
const secretKey = idempotencyKey.pipe(
  z.string().min(20, "Without an account a key has at least 20 signs, chosen at random."),
);

export const createAsGuestInput = z
  .strictObject({ ...orderFields, name: personName, email, idempotencyKey: secretKey.optional() })
  .refine(isOneQuantity, ONE_QUANTITY);
export type CreateAsGuestInput = z.output<typeof createAsGuestInput>;

/** The token of a mail about a guest's booking. */
export const bookingTokenInput = z.strictObject({ token: givenToken });

/** An order that somebody who runs the event makes for somebody else. It is free, or paid in cash. */
export const createForSomebodyInput = z
  .strictObject({
    eventId: orderFields.eventId,
    items: orderFields.items,
    ticketQuantity: orderFields.ticketQuantity,
    code: orderFields.code,
    expectedTotalAmount,
    name: personName,
    /** Without one, nothing is mailed: somebody who buys at the door. */
    email: email.optional(),
    /** Kept with the booking, for those who run the event. */
    reason: reason.optional(),
    /**
     * What is known of the answers to the event's questions, stored with the booking. Tickets are numbered from 1 in the order
     * of `items`. What has to be answered may be left out, and a consent is its attendee's alone.
     */
    answers: givenAnswers.optional(),
    idempotencyKey: idempotencyKey.optional(),
  })
  .refine(isOneQuantity, ONE_QUANTITY);
export type CreateForSomebodyInput = z.output<typeof createForSomebodyInput>;

export const cancelBookingInput = z.strictObject({
  id: bookingId,
  /** Defaults to a sentence that says who cancelled. */
  reason: reason.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type CancelBookingInput = z.output<typeof cancelBookingInput>;

/** Only a pending booking's quantity can change; its unit price and the end of its hold stay. */
export const changeQuantityInput = z.strictObject({
  id: bookingId,
  ticketQuantity,
  expectedTotalAmount,
  idempotencyKey: idempotencyKey.optional(),
});
export type ChangeQuantityInput = z.output<typeof changeQuantityInput>;

/** The tickets that a booking is to have. */
const wantedTickets = {
  /** The whole list by kind: kinds that are left out are given back. */
  items: wantedItems.optional(),
  /** The same of a booking whose tickets are of one kind. */
  ticketQuantity: ticketQuantity.optional(),
  /**
   * Which tickets are given back, by number: as many as the change gives back. Omitted, those of each kind with the highest
   * numbers that were not admitted: first those without a name, last those that were passed on.
   */
  ticketNumbers: z
    .array(z.int().min(1))
    .max(MAX_TICKETS_PER_BOOKING)
    .refine((numbers) => new Set(numbers).size === numbers.length, "Each ticket may be in the list once.")
    .optional(),
};
const oneQuantity = {
  path: ["items"],
  error:
    "Say which tickets the booking is to have: either `items`, or `ticketQuantity` where they are of one kind.",
};
const hasOneQuantity = ({
  items,
  ticketQuantity: all,
}: {
  readonly items?: unknown;
  readonly ticketQuantity?: unknown;
}) => (items === undefined) !== (all === undefined);

/**
 * Gives back tickets of a booking, takes more, or both at once. `expectedTotalAmount` is the total of the whole booking
 * afterwards.
 */
export const changeItemsInput = z
  .strictObject({
    id: bookingId,
    ...wantedTickets,
    expectedTotalAmount,
    /** Needed from those who run the event and change the booking of somebody else. */
    reason: reason.optional(),
    idempotencyKey: idempotencyKey.optional(),
  })
  .refine(hasOneQuantity, oneQuantity);
export type ChangeItemsInput = z.output<typeof changeItemsInput>;

export const previewChangeInput = z
  .strictObject({ id: bookingId, ...wantedTickets })
  .refine(hasOneQuantity, oneQuantity);
export type PreviewChangeInput = z.output<typeof previewChangeInput>;

/** Gives back money of a booking that stays as it is, in minor units of its currency. */
export const refundBookingInput = z.strictObject({
  id: bookingId,
  amount: z.int().min(1).max(MAX_BOOKING_PRICE),
  reason,
  idempotencyKey: idempotencyKey.optional(),
});
export type RefundBookingInput = z.output<typeof refundBookingInput>;

export const payBookingInput = z.strictObject({
  id: bookingId,
  /** Pays for the tickets that are held in addition: `expectedTotalAmount` is then what they cost. */
  addition: z.literal(true).optional(),
  paymentMethod,
  /** The payment provider's token for the payer's card or wallet. Not needed for cash and free bookings. */
  paymentToken: paymentToken.optional(),
  expectedTotalAmount,
  idempotencyKey: idempotencyKey.optional(),
});
export type PayBookingInput = z.output<typeof payBookingInput>;

/** A booking's id with an idempotency key. */
export const keyedBookingInput = z.strictObject({
  id: bookingId,
  idempotencyKey: idempotencyKey.optional(),
});
export type KeyedBookingInput = z.output<typeof keyedBookingInput>;

export const bookingIdInput = z.strictObject({ id: bookingId });

export const mineBookingsInput = pageInput.extend({
  status: bookingStatus.optional(),
  /** Only the active booking for this event, if there is one. */
  eventId: eventId.optional(),
});
export type MineBookingsInput = z.output<typeof mineBookingsInput>;

export const myEventsBookingsInput = changesInput;
export type MyEventsBookingsInput = z.output<typeof myEventsBookingsInput>;

export const eventBookingsInput = pageInput.extend({ eventId, status: bookingStatus.optional() });
export type EventBookingsInput = z.output<typeof eventBookingsInput>;

export const attendeesInput = eventBookingsInput.extend({
  /** Words that must all occur in the attendee's name or email address; case and accents are ignored. */
  search: search.optional(),
  paymentStatus: paymentStatus.optional(),
  /** `admitted`: at least one ticket of the booking is checked in; `missing`: at least one is not. */
  admission: z.enum(["admitted", "missing"]).optional(),
});
export type AttendeesInput = z.output<typeof attendeesInput>;

/** Tickets of one kind in a booking, as booked. */
export const bookingItem = z.object({
  /** Null where the event has one kind, or had one when it was booked. */
  ticketTypeId: ticketTypeId.nullable(),
  /** The kind's name as booked; null without a kind. */
  name: z.string().nullable(),
  /** Minor units of the booking's currency. */
  unitPrice: minorUnits,
  quantity: z.int().min(1),
});
export type BookingItem = z.output<typeof bookingItem>;

/** Who a booking is for that was made without signing in, as it was typed. */
export const bookingGuest = z.object({
  name: z.string(),
  /** Null for somebody who bought at the door and gave none. */
  email: z.string().nullable(),
  /** When a payment, or the link that was mailed, proved that the booking is meant; null while it is not. */
  provedAt: answeredInstant.nullable(),
});
export type BookingGuest = z.output<typeof bookingGuest>;

/** Tickets that are held for a confirmed booking until they are paid, or, where nothing is paid now, until they are answered for. */
export const bookingAddition = z.object({
  items: z.array(bookingItem),
  ticketQuantity: z.int().min(1),
  /** What is owed for it, in minor units of the booking's currency. */
  amount: minorUnits,
  /** How many tickets of the booking are given back for it once it is paid. */
  returnedTickets: z.int().min(0),
  /** Whether it waits for cash, which the organizer marks as paid. */
  isCash: z.boolean(),
  /** Whether the waiting list offers it: `waitlist.leave` declines it as well. */
  isOffer: z.boolean().default(false),
  holdExpiresAt: answeredInstant,
});
export type BookingAddition = z.output<typeof bookingAddition>;

export const bookingView = z.object({
  id: bookingId,
  eventId,
  /** Whose it is. For the holder of a guest's token, who may not know, {@link NO_ACCOUNT}. */
  userId,
  ticketQuantity: z.int().min(1),
  /** Its tickets by kind: `ticketQuantity` is their sum, `totalAmount` that of their prices less `discountAmount`. */
  items: z.array(bookingItem),
  /** The discount code it was made with, as its organizer wrote it. */
  discountCode: z.string().nullable(),
  discountAmount: minorUnits,
  totalAmount: minorUnits,
  currency: z.string(),
  status: bookingStatus,
  bookingDate: answeredInstant,
  paymentStatus,
  paymentMethod,
  paymentTransactionId: z.string().nullable(),
  cancellationReason: z.string().nullable(),
  cancelledAt: answeredInstant.nullable(),
  cancelledBy: cancelledBy.nullable(),
  /**
   * The last moment at which the attendee may cancel. It may move later, never earlier (domain rules,
   * Cancellation terms). The organizer and admins may cancel at any time, and a hold may be given up while it
   * lasts.
   */
  cancellableUntil: answeredInstant,
  /** When a pending booking's hold ends; null in every other state. */
  holdExpiresAt: answeredInstant.nullable(),
  /** Whether it was made by the waiting list as an offer. */
  isOffer: z.boolean(),
  /** The booking that a late payment created in place of this one (domain rules, Payments). */
  replacedBy: bookingId.nullable(),
  /** How many of its tickets are checked in. */
  admittedTickets: z.int().min(0),
  /** Tickets that are held in addition until they are paid; null without any. */
  addition: bookingAddition.nullable(),
  /** Until when its cash has to be paid, or its tickets go back; null if it is paid or due at the door. */
  cashDueAt: answeredInstant.nullable(),
  /** Given back by the organizer without taking back tickets; not part of `totalAmount`. */
  refundedAmount: minorUnits,
  /** Who it was made for without signing in; null for a booking made by its user. */
  guest: bookingGuest.nullable(),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type BookingView = z.output<typeof bookingView>;

/** The booking of a guest with the token that opens it, and nothing else: sent as a bearer token. */
export const guestBooking = bookingView.extend({
  accessToken: z.string(),
  /** Whether it waits for the link that was mailed: it costs nothing now, so nothing else proves that it is meant. */
  isProofMailed: z.boolean(),
});
export type GuestBooking = z.output<typeof guestBooking>;

/** What a mailed token opens. */
export const openedBooking = z.object({ id: bookingId, accessToken: z.string() });

/** All payment attempts of a booking, and what was given back while it stayed, newest first. */
const money = { payments: z.array(paymentView), refunds: z.array(bookingRefundView) };
export const bookingWithPayments = bookingView.extend(money);
export type BookingWithPayments = z.output<typeof bookingWithPayments>;

/** What a change of a booking would do; nothing is done. Amounts are in minor units of `currency`. */
export const changePreview = z.object({
  ticketQuantity: z.int().min(1),
  /** Its tickets by kind afterwards. */
  items: z.array(bookingItem),
  discountAmount: minorUnits,
  /** The total afterwards, to send as `expectedTotalAmount`. */
  totalAmount: minorUnits,
  currency: z.string(),
  /** How many tickets go, and how many come. */
  returnedTickets: z.int().min(0),
  addedTickets: z.int().min(0),
  /** What is given back of what was paid. */
  refundAmount: minorUnits,
  /** What has to be paid before the change is made. Its tickets are held until then. */
  amountToPay: minorUnits,
  /** Whether the event asks something that has to be answered before the change is made: its tickets are held until then. */
  waitsForAnswers: z.boolean(),
});
export type ChangePreview = z.output<typeof changePreview>;

/** A booking with the event fields that its owner needs. */
export const bookingWithEvent = bookingView.extend({
  event: z.object({
    id: eventId,
    name: z.string(),
    venue: z.string(),
    dateTime: answeredInstant,
    endsAt: answeredInstant.nullable(),
    timeZone: z.string(),
    category: z.string(),
    isActive: z.boolean(),
    cancelledAt: answeredInstant.nullable(),
    cancellationReason: z.string().nullable(),
    /** The same value as the booking's own. */
    cancellableUntil: answeredInstant,
  }),
});
export type BookingWithEvent = z.output<typeof bookingWithEvent>;
/** The tickets that a booking has, or holds. */
const ticketsOfBooking = { tickets: z.array(bookedTicket) };

const attendee = z.object({ id: userId, name: z.string(), email: z.string() });
/** How many changes for somebody a booking keeps: the newest ones. */
export const MAX_ORGANIZER_CHANGES = 50;

/** A change of a booking that those who run the event made for its attendee, and why. */
export const organizerChange = z.object({ at: answeredInstant, reason: z.string() });

export const bookingDetails = bookingWithEvent.extend({
  ...money,
  ...ticketsOfBooking,
  attendee,
  /** Newest first. */
  organizerChanges: z.array(organizerChange),
});
export type BookingDetails = z.output<typeof bookingDetails>;
export const bookingWithEventPage = page(bookingWithEvent);

/** A booking with the attendee fields that the organizer needs. */
export const bookingWithAttendee = bookingView.extend({ attendee, ...ticketsOfBooking });
export type BookingWithAttendee = z.output<typeof bookingWithAttendee>;

/** The same as the lists of an event show it. */
export const listedBooking = bookingWithAttendee.extend({
  /** Cash that those who run the event have to give back, in minor units: `markRefunded` marks all of it. */
  cashDueBack: z.int(),
});
export type ListedBooking = z.output<typeof listedBooking>;
export const listedBookingPage = page(listedBooking);
export const myEventsBookingPage = changesPage(bookingWithAttendee);
