import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { composeBookingMail } from "@foyer/domain/mail/compose-booking-mail";
import type { MailContext, MailedPayment } from "@foyer/domain/mail/mail-context";
import type { Mail } from "@foyer/domain/outbox/mail";
import { type BookingMailTemplate, bookingMailTemplate } from "@foyer/domain/outbox/queue-mails";
import jsQr from "jsqr";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";

const NOW = new Date("2027-03-01T12:00:00Z");
const ID = "0123456789abcdef01234567";
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
};

type Parts = {
  booking?: Partial<MailContext["booking"]>;
  event?: Partial<MailContext["event"]>;
} & Partial<Pick<MailContext, "payments" | "details" | "tickets" | "queuedAt" | "now">>;

function about({ booking, event, ...rest }: Parts = {}): MailContext {
  return {
    booking: {
      id: ID,
      eventId: "1".repeat(24),
      ticketQuantity: 2,
      totalAmount: 5_000,
      currency: "EUR",
      status: "confirmed",
      paymentStatus: "paid",
      cancellationReason: null,
      cancelledBy: null,
      holdExpiresAt: null,
      cancellableUntil: null,
      createdAt: NOW,
      ...booking,
    },
    event: {
      name: "Opening <Night> & more",
      venue: "Grand Hall",
      dateTime: new Date("2027-03-12T18:30:00Z"),
      timeZone: "Europe/Berlin",
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

const CANCELLED = { status: "cancelled", cancelledBy: "attendee" } as const;
const LATE = { ...PAYMENT, state: "refund_due", isLate: true } as const;

/** A case in which each has something to say. */
const TRUE_CASES: Record<BookingMailTemplate, Parts> = {
  booking_confirmed: {},
  booking_cancelled: { booking: CANCELLED },
  refund_made: { booking: CANCELLED, payments: [{ ...PAYMENT, state: "refunded" }] },
  late_payment_returned: { booking: CANCELLED, payments: [LATE] },
  offer_made: { booking: { status: "pending", holdExpiresAt: new Date(NOW.getTime() + HOUR_MS) } },
  event_changed: { details: { oldVenue: "Small Hall" } },
  reminder: { details: { dateTime: "2027-03-12T18:30:00.000Z" } },
};

const START = new Date("2027-03-12T18:30:00Z");
const after = (date: Date, ms: number) => new Date(date.getTime() + ms);

/** Until when each may wait for a mail server: the moment from which it is of no use to anybody. */
const STALE_FROM: Record<BookingMailTemplate, Date> = {
  booking_confirmed: after(START, DAY_MS),
  booking_cancelled: after(START, DAY_MS),
  refund_made: after(NOW, 60 * DAY_MS),
  late_payment_returned: after(NOW, 60 * DAY_MS),
  offer_made: after(NOW, HOUR_MS),
  event_changed: START,
  reminder: START,
};

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
      expect(form).toContain(`https://foyer.example/bookings/${ID}`);
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
    const cash = compose("booking_confirmed", { booking: { paymentStatus: "pending" } });
    expect(cash.text).toContain("To pay in cash at the door: EUR 50.00");
    const free = compose("booking_confirmed", { booking: { totalAmount: 0 } });
    expect(free.text).toContain("Price: Free");
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
    ["a refund that is not made", "refund_made", { payments: [{ ...PAYMENT, state: "refund_due" }] }],
    ["a payment that was not late", "late_payment_returned", { payments: [PAYMENT] }],
    ["an offer that was taken", "offer_made", {}],
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
