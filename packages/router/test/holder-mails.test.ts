import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { remindOfEvents } from "@foyer/domain/mail/remind-of-events";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const CODE = /FOYER-[0-9A-F]{24}-\d+-[A-Z2-7]{26}/g;

/** Queues and sends all that is due, and forgets what was sent before. */
async function sendAll() {
  mails.length = 0;
  await fanOutMails(context);
  while ((await sendQueuedMails(context)) > 0);
}

const VOID = expect.stringMatching(/^Your ticket for .* is not valid any more$/);
const NEW_TICKET = expect.stringMatching(/^A ticket for /);
const subjectsTo = (email: string) => mailsTo(email).map(({ subject }) => subject);
const mailsTo = (email: string) => mails.filter(({ to }) => to === email);

/** A booking with three tickets: the second one was passed on to a proved address, the third to one that nobody proved. */
async function passedOn() {
  const runner = await newUser(context);
  const event = await newEvent(context, runner, { dateTime: new Date(clock.now().getTime() + 10 * DAY_MS) });
  const giver = await newUser(context);
  const own = callAs(context, giver);
  const { id } = await own.booking.create({ eventId: event.id, ticketQuantity: 3, paymentMethod: "cash" });
  const holder = await newUser(context);
  await prisma.user.updateMany({
    where: { id: { in: [holder.id, giver.id] } },
    data: { emailVerifiedAt: clock.now() },
  });
  const stranger = uniqueEmail();
  await own.booking.passOnTicket({ id, ticketNumber: 2, name: "Hanna Holder", email: holder.email });
  await own.booking.passOnTicket({ id, ticketNumber: 3, name: "Stray Stranger", email: stranger });
  await sendAll();
  const codeOf = (email: string) => mailsTo(email)[0]?.text.match(CODE)?.[0];
  const codes = { holder: codeOf(holder.email), stranger: codeOf(stranger) };
  return { event, giver, own, id, holder, stranger, codes, runs: callAs(context, runner) };
}

describe("whom a ticket was passed on to", () => {
  it("is told that the event changed, in a mail of their own", async () => {
    const { event, giver, holder, stranger, runs, id } = await passedOn();
    await runs.event.update({ id: event.id, venue: "Winter Garden" });
    await sendAll();
    expect(mails.map(({ to }) => to).toSorted()).toEqual([giver.email, holder.email, stranger].toSorted());
    const [told] = mailsTo(holder.email);
    expect(told?.text).toContain("Hello Hanna Holder,");
    for (const address of [holder.email, stranger]) {
      const [mail] = mailsTo(address);
      expect(mail?.text).toContain("Winter Garden");
      expect(mail?.text).toContain("Place before: Test Hall");
      // Nothing of the booking, which is not theirs.
      for (const word of [id, "Show booking", "cancel", "Tickets:", "EUR"]) {
        expect(mail?.text).not.toContain(word);
      }
      expect(mail?.attachments).toEqual([]);
    }
    // To an address that nobody has proved goes no name that was typed, and how to have no more of it.
    const [mail] = mailsTo(stranger);
    expect(mail?.text).toContain("Hello,");
    expect(mail?.text).not.toContain("Stray Stranger");
    expect(mail?.text).toContain("somebody mistyped an address");
    expect(await prisma.booking.findUnique({ where: { id } })).toMatchObject({ status: "confirmed" });
  });

  it("is reminded with that ticket alone, and not if it came within the last day", async () => {
    const { event, giver, own, holder, stranger, codes, id } = await passedOn();
    clock.advance(9 * DAY_MS + HOUR_MS);
    const late = uniqueEmail();
    await own.booking.passOnTicket({ id, ticketNumber: 1, name: "Lea Late", email: late });
    await sendAll();
    await remindOfEvents(context);
    await sendAll();
    const told = mails.filter(({ subject }) => subject.includes(event.name)).map(({ to }) => to);
    expect(told.toSorted()).toEqual([giver.email, holder.email, stranger].toSorted());
    for (const [address, code] of [
      [holder.email, codes.holder],
      [stranger, codes.stranger],
    ] as const) {
      const [mail] = mailsTo(address);
      expect([...new Set(mail?.text.match(CODE))]).toEqual([code]);
      expect(mail?.attachments).toHaveLength(1);
      expect(mail?.text).not.toContain("in cash");
    }
    expect(mailsTo(giver.email)[0]?.text).not.toMatch(CODE);
    expect(mailsTo(late)).toEqual([]);
  });

  it("is told that the event was cancelled, also when whoever booked has deleted the account", async () => {
    const { event, giver, own, holder, stranger, runs } = await passedOn();
    await own.user.deleteAccount({ password: TEST_PASSWORD, confirm: true });
    await runs.event.cancel({ id: event.id, reason: "The roof leaks." });
    await cancelBookingsOfCancelledEvents(context);
    await cancelBookingsOfCancelledEvents(context);
    await sendAll();
    expect(mailsTo(giver.email)).toEqual([]);
    for (const address of [holder.email, stranger]) {
      const told = mailsTo(address);
      expect(told).toHaveLength(1);
      expect(told[0]?.subject).toContain("is cancelled");
      expect(told[0]?.text).toContain("The roof leaks.");
      expect(told[0]?.text).not.toMatch(CODE);
    }
  });

  it("is told that the ticket is void, since it was given back or the booking was cancelled", async () => {
    const { own, id, giver, holder, stranger } = await passedOn();
    await own.booking.changeItems({ id, ticketQuantity: 2, ticketNumbers: [2] });
    await sendAll();
    expect(mailsTo(holder.email)).toMatchObject([
      { subject: expect.stringContaining("is not valid any more") },
    ]);
    expect(mailsTo(stranger)).toEqual([]);
    await own.booking.cancel({ id, reason: "None of their business." });
    await sendAll();
    expect(mailsTo(stranger)).toMatchObject([{ subject: expect.stringContaining("is not valid any more") }]);
    expect(mailsTo(stranger)[0]?.text).not.toContain("None of their business.");
    expect(mailsTo(holder.email)).toEqual([]);
    expect(mailsTo(giver.email)).toHaveLength(1);
  });

  it("is told that the ticket is void when it is passed on again, by whoever may do so, and once for each time", async () => {
    const { own, id, giver, holder, stranger, runs } = await passedOn();
    const [next, last] = [uniqueEmail(), uniqueEmail()];
    const again = { id, ticketNumber: 2, name: "Noa Next", email: next, idempotencyKey: `again-${id}` };
    await own.booking.passOnTicket(again);
    await own.booking.passOnTicket(again);
    await sendAll();
    expect(subjectsTo(holder.email)).toEqual([VOID]);
    const [told] = mailsTo(holder.email);
    expect(told?.text).toMatch(/^Ticket: 2$/m);
    // Not who has it now, and no code.
    for (const word of [next, "Noa", id]) expect(told?.text).not.toContain(word);
    expect(told?.text).not.toMatch(CODE);
    expect(subjectsTo(next)).toEqual([NEW_TICKET]);
    expect(mails).toHaveLength(2);
    await runs.booking.passOnTicket({ id, ticketNumber: 2, name: "Lea Last", email: last });
    await sendAll();
    expect([subjectsTo(next), subjectsTo(last), mails.length]).toEqual([[VOID], [NEW_TICKET], 2]);
    // What ends then is told to those who have the tickets.
    await own.booking.cancel({ id });
    await sendAll();
    expect([subjectsTo(last), subjectsTo(stranger)]).toEqual([[VOID], [VOID]]);
    expect(mails.map(({ to }) => to).toSorted()).toEqual([giver.email, last, stranger].toSorted());
  });

  it("is mailed the new code and nothing else when the ticket comes back to the same address", async () => {
    const { own, id, holder, codes } = await passedOn();
    const pass = (email: string) =>
      own.booking.passOnTicket({ id, ticketNumber: 2, name: "Hanna Holder", email });
    await pass(holder.email);
    await sendAll();
    expect(subjectsTo(holder.email)).toEqual([NEW_TICKET]);
    const between = uniqueEmail();
    await pass(between);
    await pass(holder.email);
    await sendAll();
    expect(subjectsTo(holder.email)).toEqual([NEW_TICKET]);
    expect(mailsTo(holder.email)[0]?.text).not.toContain(codes.holder);
    expect(mailsTo(between)).toEqual([]);
  });

  it("is told once of several tickets that end together, and of none whose code was never sent", async () => {
    const { own, id, holder, stranger } = await passedOn();
    await own.booking.passOnTicket({ id, ticketNumber: 3, name: "Hanna Holder", email: holder.email });
    await own.booking.passOnTicket({ id, ticketNumber: 1, name: "Hanna Holder", email: holder.email });
    await sendAll();
    expect([subjectsTo(holder.email), subjectsTo(stranger)]).toEqual([[NEW_TICKET, NEW_TICKET], [VOID]]);
    const late = uniqueEmail();
    await own.booking.passOnTicket({ id, ticketNumber: 1, name: "Tina Tardy", email: late });
    await own.booking.cancel({ id });
    await sendAll();
    expect(subjectsTo(late)).toEqual([]);
    // Of the first ticket it is another change.
    expect(subjectsTo(holder.email).toSorted()).toEqual([
      VOID,
      expect.stringMatching(/^Your tickets for .* are not valid any more$/),
    ]);
    const [both] = mailsTo(holder.email).filter(({ subject }) => subject.includes("tickets"));
    expect(both?.text).toMatch(/^Tickets: 2, 3$/m);
  });

  it("never keeps a code that is void without being told, however sending and passing on overlap", async () => {
    for (let round = 0; round < 5; round++) {
      const { own, id, giver } = await passedOn();
      const [first, second] = [uniqueEmail(), uniqueEmail()];
      await own.booking.passOnTicket({ id, ticketNumber: 1, name: "Fay First", email: first });
      await Promise.all([
        sendAll(),
        own.booking.passOnTicket({ id, ticketNumber: 1, name: "Sia Second", email: second }),
      ]);
      const before = [...mails];
      await sendAll();
      const all = [...before, ...mails];
      const subjects = all.filter(({ to }) => to === first).map(({ subject }) => subject);
      if (subjects.some((subject) => subject.startsWith("A ticket"))) expect(subjects).toContainEqual(VOID);
      expect(subjects.filter((subject) => subject.endsWith("any more")).length).toBeLessThan(2);
      expect(all.filter(({ to }) => to === second)).toHaveLength(1);
      expect(all.filter(({ to }) => to === giver.email)).toEqual([]);
    }
  });

  it("gets nothing else for a ticket that is in other hands when the mail is sent, or back with whoever booked", async () => {
    const { event, own, id, giver, holder, stranger, runs } = await passedOn();
    await runs.event.update({ id: event.id, venue: "Winter Garden" });
    await fanOutMails(context);
    const next = uniqueEmail();
    await own.booking.passOnTicket({ id, ticketNumber: 2, name: "Noa Next", email: next });
    await own.booking.passOnTicket({ id, ticketNumber: 3, name: "Me", email: giver.email });
    await sendAll();
    // The news of the event is not for them any more; that their tickets are void is.
    for (const address of [holder.email, stranger]) expect(subjectsTo(address)).toEqual([VOID]);
    expect(mailsTo(next)).toMatchObject([{ subject: expect.stringContaining("A ticket for") }]);
    await runs.event.update({ id: event.id, venue: "Summer Garden" });
    await sendAll();
    expect(mailsTo(next)).toHaveLength(1);
    expect(mailsTo(giver.email)).toHaveLength(1);
  });
});
