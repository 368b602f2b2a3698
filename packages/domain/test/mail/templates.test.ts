import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { composeBookingMail } from "@foyer/domain/mail/compose-booking-mail";
import type { MailContext, MailedPayment } from "@foyer/domain/mail/mail-context";
import { isToHolder } from "@foyer/domain/outbox/holder-mails";
import type { Mail } from "@foyer/domain/outbox/mail";
import { type BookingMailTemplate, bookingMailTemplate } from "@foyer/domain/outbox/queue-mails";
import jsQr from "jsqr";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";

const NOW = new Date("2027-03-01T12:00:00Z");
const ID = "0123456789abcdef01234567";
const EVENT_ID = "1".repeat(24);
const CODES = [
  { number: 1, code: "FOYER-0123456789ABCDEF01234567-1-ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { number: 2, code: "FOYER-0123456789ABCDEF01234567-2-ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
];
const PAYMENT: MailedPayment = {
  id: "f".repeat(24),
  amount: 5_000,
  currency: "EUR",
  provider: "sandbox",
  method: "credit_card",
  state: "succeeded",
  isLate: false,
  refundedAmount: 0,
  additionId: null,
};

type Parts = {
  booking?: Partial<MailContext["booking"]>;
  event?: Partial<MailContext["event"]>;
} & Partial<
  Pick<MailContext, "payments" | "refunds" | "details" | "tickets" | "queuedAt" | "now" | "lacksAnswers">
>;

function about({ booking, event, ...rest }: Parts = {}): MailContext {
  return {
    booking: {
      id: ID,
      eventId: EVENT_ID,
      ticketQuantity: 2,
      items: [],
      tickets: [],
      lastTicketNumber: null,
      discount: null,
      totalAmount: 5_000,
      currency: "EUR",
      status: "confirmed",
      paymentStatus: "paid",
      refundedAmount: 0,
      cancellationReason: null,
      cancelledBy: null,
      holdExpiresAt: null,
      cashDueAt: null,
      addition: null,
      cancellableUntil: null,
      createdAt: NOW,
      guest: null,
      ...booking,
    },
    event: {
      name: "Opening <Night> & more",
      venue: "Grand Hall",
      dateTime: new Date("2027-03-12T18:30:00Z"),
      timeZone: "Europe/Berlin",
      doorsAt: null,
      endsAt: null,
      calendarVersion: 0,
      cancelledAt: null,
      cancellationReason: null,
      cancellationCutoffHours: 24,
      cancellationFloors: [],
      organizerId: "2".repeat(24),
      organizer: { name: "Olga Organ" },
      ...event,
    },
    payments: [],
    refunds: [],
    attendee: { name: "Pat <b>Example</b>", email: "pat@example.org" },
    tickets: CODES,
    details: null,
    queuedAt: NOW,
    now: NOW,
    publicUrl: "https://foyer.example",
    ...rest,
  };
}

function compose(template: BookingMailTemplate, parts: Parts = {}): Mail {
  const mail = composeBookingMail(template, about(parts));
  if (mail === undefined) throw new Error("It was not written.");
  return mail;
}

const isUntrue = (template: BookingMailTemplate, parts: Parts) =>
  composeBookingMail(template, about(parts)) === undefined;
const calendarOf = (mail: Mail) =>
  String(mail.attachments?.find(({ contentType }) => contentType.startsWith("text/calendar"))?.content ?? "");

const GUEST = { name: "Gwen", email: "pat@example.org", provedAt: null };
const CANCELLED = { status: "cancelled", cancelledBy: "attendee" } as const;
const LATE = { ...PAYMENT, state: "refund_due", isLate: true } as const;

/** A case in which each has something to say. */
const TRUE_CASES: Record<BookingMailTemplate, Parts> = {
  booking_confirmed: {},
  guest_proof: {
    booking: { status: "pending", holdExpiresAt: new Date(NOW.getTime() + HOUR_MS), guest: GUEST },
  },
  booking_exists: {},
  booking_cancelled: { booking: CANCELLED },
  booking_changed: { details: { added: 1 } },
  refund_made: { booking: CANCELLED, payments: [{ ...PAYMENT, state: "refunded" }] },
  late_payment_returned: { booking: CANCELLED, payments: [LATE] },
  offer_made: { booking: { status: "pending", holdExpiresAt: new Date(NOW.getTime() + HOUR_MS) } },
  event_changed: { details: { oldVenue: "Small Hall" } },
  reminder: { details: { dateTime: "2027-03-12T18:30:00.000Z" } },
  ticket_passed_on: { tickets: CODES.slice(0, 1) },
  holder_event_changed: { details: { oldVenue: "Small Hall" } },
  holder_reminder: { details: { dateTime: "2027-03-12T18:30:00.000Z" }, tickets: CODES.slice(0, 1) },
  ticket_void: { booking: CANCELLED, tickets: [], details: { ticketNumber: 1 } },
};

const START = new Date("2027-03-12T18:30:00Z");
const after = (date: Date, ms: number) => new Date(date.getTime() + ms);

/** Until when each may wait for a mail server: the moment from which it is of no use to anybody. */
const STALE_FROM: Record<BookingMailTemplate, Date> = {
  booking_confirmed: after(START, DAY_MS),
  guest_proof: after(NOW, HOUR_MS),
  booking_exists: after(START, DAY_MS),
  booking_cancelled: after(START, DAY_MS),
  booking_changed: after(START, DAY_MS),
  refund_made: after(NOW, 60 * DAY_MS),
  late_payment_returned: after(NOW, 60 * DAY_MS),
  offer_made: after(NOW, HOUR_MS),
  event_changed: START,
  reminder: START,
  ticket_passed_on: after(START, DAY_MS),
  holder_event_changed: START,
  holder_reminder: START,
  ticket_void: after(START, DAY_MS),
};

/** Where each leads: whoever got a ticket from somebody does not see the booking. */
const linkOf = (template: BookingMailTemplate) =>
  isToHolder(template) ? `https://foyer.example/events/${EVENT_ID}` : `https://foyer.example/bookings/${ID}`;

describe.each(bookingMailTemplate.options)("the mail %s", (template) => {
  it("says the same in text and HTML: to whom, what, when with the zone, where, and a link", () => {
    const { to, subject, text, html = "" } = compose(template, TRUE_CASES[template]);
    expect(to).toBe("pat@example.org");
    expect(subject.length).toBeGreaterThan(0);
    expect(text).toContain("Hello Pat <b>Example</b>,");
    expect(html).toContain("Hello Pat &#60;b&#62;Example&#60;/b&#62;,");
    for (const form of [text, html]) {
      expect(form).toContain("Friday 12 March 2027, 19:30 Berlin time");
      expect(form).toContain("Grand Hall");
      expect(form).toContain(linkOf(template));
    }
    expect(text).toContain("Opening <Night> & more");
    expect(html).toContain("Opening &#60;Night&#62; &#38; more");
    expect(html).not.toContain("<Night>");
  });
});

it.each(bookingMailTemplate.options)(
  "the mail %s is written until it is stale, and not afterwards",
  (template) => {
    const from = STALE_FROM[template];
    const parts = TRUE_CASES[template];
    expect(isUntrue(template, { ...parts, now: after(from, -1) })).toBe(false);
    expect(isUntrue(template, { ...parts, now: from })).toBe(true);
  },
);

it("a cancellation that tells of money is of use longer than its event", () => {
  const paid = { booking: CANCELLED, payments: [{ ...PAYMENT, state: "refund_due" } as const] };
  expect(isUntrue("booking_cancelled", { ...paid, now: after(START, 2 * DAY_MS) })).toBe(false);
  expect(isUntrue("booking_cancelled", { ...paid, now: after(NOW, 60 * DAY_MS) })).toBe(true);
});

describe("an hour that comes twice", () => {
  const FIRST = new Date("2027-10-31T00:30:00.000Z");
  const SECOND = new Date("2027-10-31T01:30:00.000Z");

  it("is named with its offset, and moving to the other one is a change", () => {
    const details = { oldDateTime: FIRST.toISOString(), oldTimeZone: "Europe/Berlin" };
    const { text } = compose("event_changed", { event: { dateTime: SECOND }, details });
    expect(text).toContain("When: Sunday 31 October 2027, 02:30 Berlin time (UTC+1)");
    expect(text).toContain("Time before: Sunday 31 October 2027, 02:30 Berlin time (UTC+2)");
  });

  it("is no change where only the zone's name is another one", () => {
    const details = { oldDateTime: SECOND.toISOString(), oldTimeZone: "Asia/Calcutta" };
    expect(
      isUntrue("event_changed", { event: { dateTime: SECOND, timeZone: "Asia/Kolkata" }, details }),
    ).toBe(true);
  });

  it.each([
    ["Asia/Calcutta", "Kolkata time"],
    ["Etc/GMT+5", "UTC-5"],
    ["Mars/Olympus", "18:30 UTC"],
  ])("%s is called %s", (timeZone, words) => {
    expect(compose("booking_confirmed", { event: { timeZone } }).text).toContain(words);
  });
});

describe("tickets in mails", () => {
  it.each(["booking_confirmed", "reminder"] as const)(
    "%s shows each code, and its QR code holds it",
    (name) => {
      const mail = compose(name, TRUE_CASES[name]);
      expect(mail.text).toContain(`https://foyer.example/bookings/${ID}/tickets`);
      const pictures = (mail.attachments ?? []).filter(({ contentType }) => contentType === "image/png");
      expect(pictures).toHaveLength(2);
      for (const [index, { code }] of CODES.entries()) {
        expect(mail.text).toContain(code);
        expect(mail.html).toContain(code);
        const picture = pictures[index];
        expect(mail.html).toContain(`src="cid:${picture?.contentId}"`);
        const { data, width, height } = PNG.sync.read(Buffer.from(picture?.content ?? ""));
        expect(jsQr.default(new Uint8ClampedArray(data), width, height)?.data).toBe(code);
      }
    },
  );

  it("says what is still to be paid at the door", () => {
    expect(compose("booking_confirmed").text).toContain("Paid: EUR 50.00");
    expect(compose("booking_confirmed", { booking: { refundedAmount: 500 } }).text).toContain(
      "Paid: EUR 50.00, EUR 5.00 of it given back",
    );
    const cash = compose("booking_confirmed", { booking: { paymentStatus: "pending" } });
    expect(cash.text).toContain("To pay in cash at the door: EUR 50.00");
    const free = compose("booking_confirmed", { booking: { totalAmount: 0 } });
    expect(free.text).toContain("Price: Free");
  });

  it("says that answers are missing, with the way to give them, and only then", () => {
    const mail = compose("booking_confirmed", { lacksAnswers: true });
    expect(mail.text).toContain("asks something that is not answered yet");
    expect(mail.text).toContain(`/bookings/${ID}/details`);
    expect(compose("booking_confirmed").text).not.toContain("/details");
  });

  it("names the kinds, what a code took off, when doors open and it ends, and until when cash has to be paid", () => {
    const { text } = compose("booking_confirmed", {
      booking: {
        ticketQuantity: 3,
        items: [
          { ticketTypeId: "a".repeat(24), name: "Standard", unitPrice: 2_500, quantity: 2 },
          { ticketTypeId: "b".repeat(24), name: "visit evil.example", unitPrice: 1_000, quantity: 1 },
        ],
        discount: {
          codeId: "c".repeat(24),
          code: "SPRING",
          kind: "amount",
          value: 1_000,
          ticketTypeIds: [],
          amount: 1_000,
        },
        paymentStatus: "pending",
        cashDueAt: new Date("2027-03-10T11:00:00Z"),
      },
      event: { doorsAt: new Date("2027-03-12T17:30:00Z"), endsAt: new Date("2027-03-12T21:00:00Z") },
    });
    // What would be a link is broken up.
    expect(text).toContain("Tickets: 2 × Standard, 1 × visit evil.\u200Bexample");
    expect(text).toContain("Discount: EUR 10.00 with the code SPRING");
    expect(text).toContain("Doors open: Friday 12 March 2027, 18:30 Berlin time");
    expect(text).toContain("Ends: Friday 12 March 2027, 22:00 Berlin time");
    expect(text).toContain("To pay in cash: EUR 50.00, by Wednesday 10 March 2027, 12:00 Berlin time");
    expect(text).toContain("Pay the organizer in cash by Wednesday 10 March 2027, 12:00 Berlin time.");
  });

  it("speaks of one ticket as of one", () => {
    const one = compose("booking_confirmed", {
      booking: { ticketQuantity: 1 },
      tickets: CODES.slice(0, 1),
    });
    expect(one.subject).toBe("Your ticket for Opening <Night> & more");
    const gone = compose("booking_cancelled", { booking: { ...CANCELLED, ticketQuantity: 1 } });
    expect(gone.text).toContain("You cancelled your booking of 1 ticket. It is no longer valid.");
  });
});

describe("a cancellation", () => {
  it("says who cancelled, and why where it was not the reader", () => {
    const own = compose("booking_cancelled", { booking: CANCELLED });
    expect(own.text).toContain("You cancelled your booking of 2 tickets.");
    const organizers = compose("booking_cancelled", {
      booking: { ...CANCELLED, cancelledBy: "organizer", cancellationReason: "Booked twice" },
    });
    expect(organizers.text).toContain("The organizer cancelled your booking");
    expect(organizers.text).toContain("Reason: Booked twice");
    const events = compose("booking_cancelled", {
      booking: { ...CANCELLED, cancelledBy: "event" },
      event: { cancelledAt: NOW, cancellationReason: "The roof leaks" },
    });
    expect(events.subject).toBe("Opening <Night> & more is cancelled");
    expect(events.text).toContain("Reason: The roof leaks");
  });

  it.each<[string, MailedPayment[], string]>([
    ["to the card", [{ ...PAYMENT, state: "refund_due" }], "You get EUR 50.00 back to your credit card."],
    ["that is made", [{ ...PAYMENT, state: "refunded" }], "EUR 50.00 was given back to your credit card."],
    [
      "in cash",
      [{ ...PAYMENT, provider: "cash", method: "cash", state: "refund_due" }],
      "The organizer, Olga Organ, gives it back to you in cash.",
    ],
    ["of a payment under way", [{ ...PAYMENT, state: "under_way" }], "If it arrives, you get it back."],
    ["of nothing", [{ ...PAYMENT, state: "failed" }], "Nothing was paid, so there is nothing to give back."],
  ])("tells of the refund %s", (_, payments, words) => {
    const mail = compose("booking_cancelled", { booking: CANCELLED, payments });
    expect(mail.text).toContain(words);
    expect(mail.html).toContain(words);
  });

  it("says nothing of money where there was none", () => {
    const free = compose("booking_cancelled", { booking: { ...CANCELLED, totalAmount: 0 } });
    expect(free.text).not.toMatch(/paid|back/);
  });

  it("takes the booking out of the calendar", () => {
    const mail = compose("booking_cancelled", { booking: CANCELLED });
    expect(calendarOf(mail)).toContain("METHOD:CANCEL");
    expect(mail.attachments?.at(-1)?.contentType).toBe("text/calendar; method=CANCEL; charset=utf-8");
    expect(calendarOf(compose("booking_confirmed"))).toContain("METHOD:REQUEST");
  });
});

describe("money that comes back", () => {
  it("is that of the payment that is named", () => {
    const other = { ...PAYMENT, id: "e".repeat(24), amount: 700, state: "refunded" } as const;
    const payments = [other, { ...PAYMENT, state: "refunded" } as const];
    const mail = compose("refund_made", {
      booking: CANCELLED,
      payments,
      details: { paymentId: PAYMENT.id },
    });
    expect(mail.subject).toContain("EUR 50.00");
  });

  it("is a part of a payment whose booking stays, or what was left of it when it ended", () => {
    const part = { id: "a".repeat(24), paymentId: PAYMENT.id, amount: 1_500, state: "refunded" } as const;
    const details = { paymentId: PAYMENT.id, refundId: part.id };
    const mail = compose("refund_made", { payments: [PAYMENT], refunds: [part], details });
    expect(mail.subject).toContain("EUR 15.00");
    expect(
      isUntrue("refund_made", { payments: [PAYMENT], refunds: [{ ...part, state: "due" }], details }),
    ).toBe(true);
    const rest = { ...PAYMENT, state: "refunded", refundedAmount: 1_500 } as const;
    expect(compose("refund_made", { booking: CANCELLED, payments: [rest] }).subject).toContain("EUR 35.00");
    expect(compose("booking_cancelled", { booking: CANCELLED, payments: [rest] }).text).toContain(
      "EUR 35.00",
    );
    const cash = { ...rest, provider: "cash", method: "cash", state: "refund_due" } as const;
    expect(compose("booking_cancelled", { booking: CANCELLED, payments: [cash] }).text).toContain(
      "gives you EUR 35.00 back in cash",
    );
    const all = { ...PAYMENT, refundedAmount: 5_000 };
    const cancelled = compose("booking_cancelled", { booking: CANCELLED, payments: [all] });
    expect(cancelled.text).toContain("What you paid was given back before.");
  });

  it("came too late for an addition, and leaves the booking as it is", () => {
    const late = compose("late_payment_returned", { payments: [{ ...LATE, additionId: "b".repeat(24) }] });
    expect(late.subject).toContain("came too late");
    expect(late.text).toContain("when the additional tickets were not held any more");
    expect(late.text).toContain("Your booking stays as it is.");
  });

  it("came too late, or twice", () => {
    const late = compose("late_payment_returned", { booking: CANCELLED, payments: [LATE] });
    expect(late.subject).toContain("came too late");
    const ranOut = { ...CANCELLED, cancelledBy: "expiry" } as const;
    const expired = compose("late_payment_returned", { booking: ranOut, payments: [LATE] });
    expect(expired.text).toContain("when the time to pay for this booking was over");
    const withEvent = { ...CANCELLED, cancelledBy: "event" } as const;
    const called = compose("late_payment_returned", { booking: withEvent, payments: [LATE] });
    expect(called.text).toContain("when the event was cancelled already");
    const twice = compose("late_payment_returned", { payments: [LATE] });
    expect(twice.subject).toContain("You paid twice");
    expect(twice.text).toContain("You get EUR 50.00 back to your credit card.");
  });
});

describe("a booking that changed", () => {
  it("says what came, what went and what is paid back, with the tickets that are valid now", () => {
    const details = { added: 1, returned: 2, refundAmount: 2_500, reason: "You called." };
    const { text } = compose("booking_changed", { details });
    expect(text).toContain("2 tickets were given back. 1 ticket was added. You get EUR 25.00 back.");
    expect(text).toContain("Reason: You called.");
    for (const { code } of CODES) expect(text).toContain(code);
  });

  it("asks for the money while additional tickets are held", () => {
    const details = { held: 2, amountToPay: 5_000, heldUntil: after(NOW, HOUR_MS).toISOString() };
    const { subject, text } = compose("booking_changed", { details });
    expect(subject).toContain("2 more tickets for");
    expect(text).toContain("Pay EUR 50.00 until then, and they are yours.");
    expect(isUntrue("booking_changed", { details, now: after(NOW, HOUR_MS) })).toBe(true);
  });
});

const ADDITION = {
  id: "a".repeat(24),
  items: [{ ticketTypeId: "b".repeat(24), name: "Box.seats", unitPrice: 7_000, quantity: 1 }],
  unitPrice: null,
  ticketQuantity: 1,
  amount: 6_300,
  discountAmount: 700,
  returns: [],
  isCash: false,
  holdExpiresAt: after(NOW, HOUR_MS),
  waitlistEntryId: "c".repeat(24),
};

describe("an offer to somebody who has a booking", () => {
  it("is of the tickets that are added, with what they cost, and leaves the booking", () => {
    const { subject, text } = compose("offer_made", { booking: { addition: ADDITION } });
    expect(subject).toContain("1 ticket for");
    expect(text).toContain("If you take it, it is added to the booking that you have; otherwise that stays");
    // A name that an organizer typed becomes no link.
    expect(text).toContain("Tickets: 1 × Box.\u200Bseats");
    expect(text).toContain("Price: EUR 63.00");
    expect(isUntrue("offer_made", { booking: { addition: ADDITION }, now: after(NOW, HOUR_MS) })).toBe(true);
  });
});

describe("an event that changed", () => {
  it("shows what was otherwise before, in the zone it was read in", () => {
    const mail = compose("event_changed", {
      details: {
        oldName: "Closing Night",
        oldDateTime: "2027-03-13T18:30:00.000Z",
        oldTimeZone: "America/New_York",
      },
    });
    expect(mail.text).toContain("Name before: Closing Night");
    expect(mail.text).toContain("Time before: Saturday 13 March 2027, 13:30 New York time");
    expect(mail.text).not.toContain("Place before");
    expect(mail.text).toContain(
      "You can cancel your booking until Thursday 11 March 2027, 19:30 Berlin time.",
    );
    expect(calendarOf(mail)).toContain("METHOD:REQUEST");
  });
});

describe("a mail that has become untrue is not written", () => {
  it.each<[string, BookingMailTemplate, Parts]>([
    ["tickets of a cancelled booking", "booking_confirmed", { booking: CANCELLED }],
    ["a cancellation of what stands", "booking_cancelled", {}],
    [
      "a change of a cancelled booking",
      "booking_changed",
      { ...TRUE_CASES.booking_changed, booking: CANCELLED },
    ],
    ["a refund that is not made", "refund_made", { payments: [{ ...PAYMENT, state: "refund_due" }] }],
    ["a payment that was not late", "late_payment_returned", { payments: [PAYMENT] }],
    ["an offer that was taken", "offer_made", {}],
    [
      "an addition that no list offers",
      "offer_made",
      { booking: { addition: { ...ADDITION, waitlistEntryId: null } } },
    ],
    [
      "an addition that waits for cash",
      "offer_made",
      { booking: { addition: { ...ADDITION, isCash: true } } },
    ],
    ["an offer that ran out", "offer_made", { booking: { status: "pending", holdExpiresAt: NOW } }],
    ["a change that was undone", "event_changed", { details: { oldVenue: "Grand Hall" } }],
    [
      "a change of a cancelled event",
      "event_changed",
      { ...TRUE_CASES.event_changed, event: { cancelledAt: NOW } },
    ],
    ["a reminder of a cancelled event", "reminder", { ...TRUE_CASES.reminder, event: { cancelledAt: NOW } }],
    [
      "a reminder of an event that was moved",
      "reminder",
      { details: { dateTime: "2027-03-11T18:30:00.000Z" } },
    ],
    [
      "a reminder of an event that has begun",
      "reminder",
      { ...TRUE_CASES.reminder, now: new Date("2027-03-12T18:30:00Z") },
    ],
    ["a reminder of a cancelled booking", "reminder", { ...TRUE_CASES.reminder, booking: CANCELLED }],
  ])("%s", (_, template, parts) => {
    expect(isUntrue(template, parts)).toBe(true);
  });
});
