import { DAY_MS } from "@foyer/contract/time";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());

/** An event with two kinds, which asks something of each. */
async function scene({ capacity = 10 } = {}) {
  const organizer = await newUser(context);
  const run = callAs(context, organizer);
  const { id: eventId } = await newEvent(context, organizer, {
    dateTime: new Date(clock.now().getTime() + 30 * DAY_MS),
    capacity,
    ticketTypes: [
      { name: "Seat", price: 0 },
      { name: "Dinner", price: 0 },
    ],
  });
  const [seat, dinner] = (await run.event.ticketTypes({ eventId })).map(({ id }) => id);
  if (seat === undefined || dinner === undefined) throw new Error("The event has two kinds.");
  const ask = (rest: Partial<Parameters<typeof run.question.create>[0]> = {}) =>
    run.question.create({ eventId, label: "Name?", type: "text", per: "booking", isRequired: true, ...rest });
  const company = (await ask({ label: "Company?" })).id;
  const food = (
    await ask({
      label: "Food?",
      type: "choice",
      per: "ticket",
      options: ["Everything", "Vegan"],
      ticketTypeIds: [dinner],
    })
  ).id;
  /** One seat and two dinners: tickets 1, and 2 and 3. */
  const order = () => ({
    eventId,
    items: [
      { ticketTypeId: seat, quantity: 1 },
      { ticketTypeId: dinner, quantity: 2 },
    ],
    name: "Ina Invited",
    email: uniqueEmail(),
  });
  const all = [
    { questionId: company, value: "Ada & Sons" },
    { questionId: food, ticketNumber: 2, value: "Vegan" },
    { questionId: food, ticketNumber: 3, value: "Everything" },
  ];
  const left = async () => (await run.event.byId({ id: eventId })).availableTickets;
  return { eventId, run, ask, company, food, dinner, order, all, left };
}

const textTo = async (address: string) => {
  while ((await sendQueuedMails(context)) > 0);
  return mails.filter(({ to }) => to === address).map(({ text }) => text);
};

describe("the answers of a booking by hand", () => {
  it("are stored with it, so that its mail does not ask for what was given", async () => {
    const { eventId, run, order, all } = await scene();
    const [full, some, none] = [order(), order(), order()];
    const { id } = await run.booking.createForSomebody({ ...full, answers: all });
    await run.booking.createForSomebody({ ...some, answers: all.slice(1) });
    await run.booking.createForSomebody(none);
    expect(await run.booking.answers({ id })).toMatchObject({ answers: all, missing: [] });
    expect(await textTo(full.email)).toEqual([expect.not.stringContaining("not answered yet")]);
    expect(await textTo(some.email)).toEqual([expect.stringContaining("not answered yet")]);
    expect(await textTo(none.email)).toEqual([expect.stringContaining("not answered yet")]);
    expect(await run.event.reconcile({ eventId })).toMatchObject({ ok: true, bookedTickets: 9 });
    // Their owner's are changed as any others.
    await run.booking.answer({
      id,
      answers: [{ ...all[1], questionId: all[1]?.questionId ?? "", value: null }],
    });
    expect((await run.booking.answers({ id })).missing).toMatchObject([{ ticketNumber: 2 }]);
  });

  it("are checked as any others, and one that does not fit leaves no booking", async () => {
    const { run, ask, company, food, order, left } = await scene();
    const { id: terms } = await ask({ label: "Do you agree?", type: "consent" });
    const closed = (await ask({ label: "Closed?" })).id;
    await run.question.update({ id: closed, isClosed: true });
    const other = await scene();
    const refused = [
      { answer: { questionId: food, ticketNumber: 2, value: "Fish" }, field: "value" },
      { answer: { questionId: food, ticketNumber: 1, value: "Vegan" }, field: "ticketNumber" },
      { answer: { questionId: food, ticketNumber: 4, value: "Vegan" }, field: "ticketNumber" },
      { answer: { questionId: closed, value: "Yes" }, field: "questionId" },
      { answer: { questionId: other.company, value: "Elsewhere" }, field: "questionId" },
      { answer: { questionId: terms, value: true }, field: "value" },
    ];
    for (const { answer, field } of refused) {
      const answers = [{ questionId: company, value: "Ada & Sons" }, answer];
      await expect(run.booking.createForSomebody({ ...order(), answers })).rejects.toMatchObject({
        cause: { code: "INVALID_INPUT", details: { field: `answers.1.${field}` } },
      });
    }
    expect(await left()).toBe(10);
    // What is empty is not answered, and a consent may be told as not given.
    const answers = [
      { questionId: company, value: "" },
      { questionId: terms, value: false },
    ];
    const { id } = await run.booking.createForSomebody({ ...order(), answers });
    expect((await run.booking.answers({ id })).answers).toMatchObject([{ questionId: terms, value: false }]);
  });

  it("belong to the call that its key stands for", async () => {
    const { run, order, all, left } = await scene();
    const keyed = { ...order(), idempotencyKey: crypto.randomUUID() };
    const call = () => run.booking.createForSomebody({ ...keyed, answers: all });
    const [first, second] = await Promise.all([call(), call()]);
    expect(second.id).toBe(first.id);
    expect((await call()).id).toBe(first.id);
    const others = run.booking.createForSomebody({ ...keyed, answers: all.slice(1) });
    expect(await errorCodeOf(others)).toBe("IDEMPOTENCY_KEY_REUSED");
    expect(await left()).toBe(7);
    // No answers are the same as an empty list of them.
    const bare = { ...order(), idempotencyKey: crypto.randomUUID() };
    const { id } = await run.booking.createForSomebody(bare);
    expect((await run.booking.createForSomebody({ ...bare, answers: [] })).id).toBe(id);
  });

  it("of one booking do not keep others of the same moment from being made", async () => {
    // Enough for all four: which of them is decided first is nobody's promise.
    const { eventId, run, food, order, all } = await scene({ capacity: 12 });
    const wrong = [{ questionId: food, ticketNumber: 9, value: "Vegan" }];
    const outcomes = await Promise.all(
      [all, wrong, [], all].map((answers) =>
        run.booking.createForSomebody({ ...order(), answers }).then(
          () => "ok",
          (error) => errorCodeOf(Promise.reject(error)),
        ),
      ),
    );
    expect(outcomes).toEqual(["ok", "INVALID_INPUT", "ok", "ok"]);
    const stored = await context.db.prisma.bookingAnswers.findMany({ where: { eventId } });
    expect(stored.map(({ answers, draftUntil }) => [answers.length, draftUntil])).toEqual([
      [3, null],
      [3, null],
    ]);
    expect(await run.event.reconcile({ eventId })).toMatchObject({ ok: true, bookedTickets: 9 });
  });

  it("are deleted when their time comes, also if those before them were deleted already", async () => {
    const { eventId, run, order, all } = await scene();
    const { prisma } = context.db;
    await prisma.event.update({ where: { id: eventId }, data: { answersDeletedAt: clock.now() } });
    await run.booking.createForSomebody(order());
    expect(await prisma.event.findUnique({ where: { id: eventId } })).not.toMatchObject({
      answersDeletedAt: null,
    });
    await run.booking.createForSomebody({ ...order(), answers: all });
    expect(await prisma.event.findUnique({ where: { id: eventId } })).toMatchObject({
      answersDeletedAt: null,
    });
  });
});
