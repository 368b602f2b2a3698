import { HOUR_MS } from "@foyer/contract/time";
import { passwordChangedMail, resetMail } from "@foyer/domain/accounts/account-mails";
import { composeBookingMail } from "@foyer/domain/mail/compose-booking-mail";
import { composeWaitlistMail } from "@foyer/domain/mail/compose-waitlist-mail";
import type { MailContext } from "@foyer/domain/mail/mail-context";
import type { UnverifiedAddress } from "@foyer/domain/mail/unverified-addresses";
import { isToHolder } from "@foyer/domain/outbox/holder-mails";
import { type BookingMailTemplate, bookingMailTemplate } from "@foyer/domain/outbox/queue-mails";
import { waitlistMailTemplate } from "@foyer/domain/outbox/waitlist-mail-template";
import { describe, expect, it } from "vitest";

const NOW = new Date("2027-03-01T12:00:00Z");
const HEBREW = "ערב ג'אז";
const ARABIC = "قاعة الموسيقى";
const [FSI, PDI] = ["\u2068", "\u2069"];

type Parts = {
  readonly name?: string;
  readonly venue?: string;
  readonly person?: string;
  readonly reason?: string;
  readonly booking?: Partial<MailContext["booking"]>;
} & Partial<Pick<MailContext, "unverified" | "details">>;

function contextOf(template: BookingMailTemplate, parts: Parts): MailContext {
  const { name = "Opening Night", venue = "Grand Hall", person = "Pat", reason = null } = parts;
  const isOver = template === "booking_cancelled" || template === "refund_made";
  const isHeld = template === "offer_made" || template === "guest_proof";
  return {
    booking: {
      id: "0123456789abcdef01234567",
      eventId: "1".repeat(24),
      ticketQuantity: 1,
      items: [],
      tickets: [],
      lastTicketNumber: null,
      discount: null,
      totalAmount: 2_500,
      currency: "EUR",
      status: isOver ? "cancelled" : isHeld ? "pending" : "confirmed",
      paymentStatus: "paid",
      refundedAmount: 0,
      cancellationReason: reason,
      cancelledBy: isOver ? "organizer" : null,
      holdExpiresAt: isHeld ? new Date(NOW.getTime() + HOUR_MS) : null,
      cashDueAt: null,
      addition: null,
      cancellableUntil: null,
      createdAt: NOW,
      guest: template === "guest_proof" ? { name: person, email: "pat@example.org", provedAt: null } : null,
      ...parts.booking,
    },
    event: {
      name,
      venue,
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
    },
    payments:
      template === "refund_made" || template === "late_payment_returned"
        ? [
            {
              id: "f".repeat(24),
              amount: 2_500,
              currency: "EUR",
              provider: "cash",
              method: "cash",
              state: "refunded",
              isLate: true,
              refundedAmount: 0,
              additionId: null,
            },
          ]
        : [],
    refunds: [],
    attendee: { name: person, email: "pat@example.org" },
    tickets: [{ number: 1, code: "FOYER-0123456789ABCDEF01234567-1-ABCDEFGHIJKLMNOPQRSTUVWXYZ" }],
    details:
      parts.details ??
      (template.endsWith("reminder")
        ? { dateTime: "2027-03-12T18:30:00.000Z" }
        : { oldVenue: "Old Hall", ticketNumber: 1 }),
    queuedAt: NOW,
    now: NOW,
    publicUrl: "https://foyer.example",
    ...(parts.unverified && { unverified: parts.unverified }),
  };
}

function compose(template: BookingMailTemplate, parts: Parts = {}) {
  const mail = composeBookingMail(template, contextOf(template, parts));
  if (mail === undefined) throw new Error("It was not written.");
  const calendar = mail.attachments?.find(({ filename }) => filename.endsWith(".ics"));
  return {
    ...mail,
    html: mail.html ?? "",
    calendar: String(calendar?.content ?? "").replaceAll("\r\n ", ""),
  };
}

describe.each(bookingMailTemplate.options)("what people typed, in the mail %s", (template) => {
  it("is isolated in subject, text and HTML when it is written from right to left", () => {
    const { subject, text, html } = compose(template, { name: HEBREW, venue: ARABIC, person: "مريم" });
    expect(subject).toContain(`${FSI}${HEBREW}${PDI}`);
    expect(text).toContain(`Hello ${FSI}مريم${PDI},`);
    expect(text).toContain(`Event: ${FSI}${HEBREW}${PDI}\n`);
    expect(text).toContain(`Where: ${FSI}${ARABIC}${PDI}\n`);
    expect(html).toContain("<bdi>ערב ג&#39;אז</bdi>");
    expect(html).toContain(`<bdi>${ARABIC}</bdi>`);
    expect(html).toContain("Hello <bdi>مريم</bdi>,");
    // Nothing of it stands outside of an isolate.
    for (const form of [subject, text])
      expect(form.replace(/\u2068[^\u2069]*\u2069/g, "")).not.toMatch(/[\u0590-\u06FF]/);
    const title = /<title>(.*)<\/title>/.exec(html)?.[1] ?? "";
    expect(title.replace(/\u2068[^\u2069]*\u2069/g, "")).not.toMatch(/[\u0590-\u06FF]/);
    expect(html.replace(/<bdi>[^<]*<\/bdi>|<title>.*<\/title>/g, "")).not.toMatch(/[\u0590-\u06FF]/);
  });

  it("stands as it was typed where it turns nothing around", () => {
    const { subject, text } = compose(template, { name: "Ελλάδα 🎷 東京" });
    expect(subject).toContain("Ελλάδα 🎷 東京");
    expect(`${subject}${text}`).not.toMatch(/[\u2066-\u2069]/);
  });

  it("cannot turn our words around even when it was stored before that was refused", () => {
    const { subject, text, html } = compose(template, { name: "Night\u202E\u2069 x", person: "Pat\u2067" });
    expect(`${subject}${text}${html}`).not.toMatch(/[\u202A-\u202E\u2067]/);
    expect(subject).toContain("Night x");
  });

  it("is not made a link of: dots in names are broken for mail programs, and only for them", () => {
    const { subject, text, html } = compose(template, {
      name: "Booking.com Summit",
      venue: "Node.js House, http://old.example",
      person: "max.example",
    });
    expect(subject).toContain("Booking.com Summit");
    for (const form of [text, html.replace(/<title>.*<\/title>/, "")]) {
      expect(form).toContain("Booking.\u200Bcom Summit");
      expect(form).toContain("Node.\u200Bjs House, http:\u200B//old.\u200Bexample");
      expect(form).toContain("max.\u200Bexample");
      expect(form).not.toMatch(/Booking\.com|Node\.js|max\.example|old\.example/);
    }
    expect(html).toContain('<meta name="format-detection" content="telephone=no');
  });

  it("leaves out what may not be told at an address that nobody has proved, and asks to prove it", () => {
    const { subject, text, html, calendar } = compose(template, {
      person: "You Won EUR 1000",
      reason: "Claim it at http://evil.example",
      unverified: {
        verificationUrl: "https://foyer.example/verify-email#token=abc",
        omitsOrganizerText: false,
      },
    });
    for (const form of [subject, text, html, calendar]) {
      expect(form).not.toMatch(/You Won|evil|Olga Organ/);
    }
    expect(text.startsWith("Hello,\n")).toBe(true);
    expect(text).toContain("https://foyer.example/verify-email#token=abc");
    expect(html).toContain('href="https://foyer.example/verify-email#token=abc"');
    expect(text).toContain("Opening Night");
    expect(calendar).not.toContain("You Won");
  });

  it("is reduced to what is owed when too much went to such addresses", () => {
    const { subject, text, html, calendar } = compose(template, {
      name: "You won",
      venue: "Claim now",
      details: template.endsWith("reminder")
        ? undefined
        : { oldName: "Old spam", oldVenue: "Older spam", ticketNumber: 1 },
      unverified: {
        verificationUrl: "https://foyer.example/verify-email#token=abc",
        omitsOrganizerText: true,
      },
    });
    for (const form of [subject, text, html, calendar]) expect(form).not.toMatch(/You won|Claim now|spam/);
    expect(subject).toMatch(/^[A-Z0-9]/);
    expect(subject).toContain(
      "the event on Friday 12 March 2027".slice(template.endsWith("event_changed") ? 1 : 0),
    );
    expect(text).toContain("When: Friday 12 March 2027, 19:30 Berlin time");
    // Whoever got a ticket from somebody does not see the booking.
    expect(text).toMatch(
      isToHolder(template)
        ? /foyer\.example\/events\/[0-9a-f]{24}/
        : /foyer\.example\/bookings\/0123456789abcdef01234567/,
    );
    if (template === "booking_confirmed" || template === "reminder") {
      expect(text).toContain("Ticket 1: FOYER-0123456789ABCDEF01234567-1-");
    }
  });
});

describe.each(waitlistMailTemplate.options)("what people typed, in the mail %s", (template) => {
  const write = (parts: { name: string; reason?: string; unverified?: UnverifiedAddress }) => {
    const isCancelled = template === "waitlist_event_cancelled";
    const mail = composeWaitlistMail(template, {
      place: {
        eventId: "1".repeat(24),
        ticketQuantity: 2,
        ticketTypeName: "Spam seat: evil.example",
        state: "waiting",
        endedBecause: null,
      },
      event: {
        name: parts.name,
        venue: ARABIC,
        dateTime: new Date("2027-03-12T18:30:00Z"),
        timeZone: "Europe/Berlin",
        capacity: 1,
        isActive: false,
        cancelledAt: isCancelled ? NOW : null,
        cancellationReason: isCancelled ? (parts.reason ?? null) : null,
        organizerId: "2".repeat(24),
      },
      reader: { name: "מרים", email: "pat@example.org" },
      details: { oldVenue: "Old Hall" },
      now: NOW,
      publicUrl: "https://foyer.example",
      ...(parts.unverified && { unverified: parts.unverified }),
    });
    if (mail === undefined) throw new Error("It was not written.");
    return mail;
  };

  it("is isolated", () => {
    const { subject, text, html = "" } = write({ name: HEBREW });
    expect(subject).toContain(`${FSI}${HEBREW}${PDI}`);
    expect(text).toContain(`Hello ${FSI}מרים${PDI},`);
    for (const form of [subject, text])
      expect(form.replace(/\u2068[^\u2069]*\u2069/g, "")).not.toMatch(/[\u0590-\u06FF]/);
    expect(html.replace(/<bdi>[^<]*<\/bdi>|<title>.*<\/title>/g, "")).not.toMatch(/[\u0590-\u06FF]/);
  });

  it("says less at an address that nobody has proved", () => {
    const verificationUrl = "https://foyer.example/verify-email#token=abc";
    const reason = "Claim it at www.evil.example";
    const some = write({
      name: "Spam fair",
      reason,
      unverified: { verificationUrl, omitsOrganizerText: false },
    });
    expect(some.text).toContain("Spam fair");
    expect(some.text).toContain("2 × ");
    expect(some.text).not.toMatch(/evil\.example|מרים/);
    expect(some.text).toContain(verificationUrl);
    const least = write({
      name: "Spam fair",
      reason: "Spam",
      unverified: { verificationUrl, omitsOrganizerText: true },
    });
    expect(`${least.subject}${least.text}${least.html}`).not.toMatch(/Spam|Old Hall/);
    expect(least.subject).toContain("he event on Friday 12 March 2027");
  });
});

describe("mails about accounts", () => {
  const user = { email: "pat@example.org", name: "You won: evil.example", emailVerifiedAt: null };

  it("do not tell the name that was typed with an address that nobody has proved", () => {
    expect(resetMail("https://foyer.example", user, "abc").text).not.toContain("You won");
    const changed = passwordChangedMail(user, "https://foyer.example/verify-email#token=abc");
    expect(changed.text).not.toContain("You won");
    expect(changed.text).toContain("https://foyer.example/verify-email#token=abc");
  });

  it("isolate the name of whoever proved theirs, and make no link of it", () => {
    const proved = { ...user, emailVerifiedAt: NOW };
    expect(passwordChangedMail({ ...proved, name: HEBREW }).text).toContain(`Hello ${FSI}${HEBREW}${PDI},`);
    expect(resetMail("https://foyer.example", proved, "abc").text).toContain(
      "Hello You won: evil.\u200Bexample,",
    );
  });
});
