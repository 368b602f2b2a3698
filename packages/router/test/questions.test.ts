import { ticketTypeId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import { forgetAnswers } from "@foyer/domain/questions/forget-answers";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAnonymously, callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

async function newAskingEvent({ price = 0 } = {}) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, {
    dateTime: new Date(clock.now().getTime() + 30 * DAY_MS),
    price,
    answersKeptDays: 10,
  });
  const runs = callAs(context, organizer);
  const eventId = event.id;
  const phone = await runs.question.create({
    eventId,
    label: "Your phone number?",
    type: "phone",
    per: "booking",
    isRequired: true,
  });
  const food = await runs.question.create({
    eventId,
    label: "What do you eat?",
    type: "choice",
    per: "ticket",
    isRequired: true,
    options: ["All", "Vegan"],
    isForDoor: true,
  });
  return { organizer, event, eventId, runs, phone: phone.id, food: food.id };
}

type AskingEvent = Awaited<ReturnType<typeof newAskingEvent>>;

async function book(
  { eventId, phone, food }: AskingEvent,
  { ticketQuantity = 2, paymentMethod = "cash" as const } = {},
) {
  const owner = callAs(context, await newUser(context)).booking;
  const booking = await owner.create({ eventId, ticketQuantity, paymentMethod });
  const { id } = booking;
  const whole = [
    { questionId: phone, value: "+49 30 1234567" },
    ...Array.from({ length: ticketQuantity }, (_, index) => ({
      questionId: food,
      ticketNumber: index + 1,
      value: index === 0 ? "Vegan" : "All",
    })),
  ];
  return { owner, booking, id, whole };
}

describe("an event with required questions", () => {
  it("holds free and cash bookings until they are answered, and confirms them by payment", async () => {
    for (const price of [0, 2_500]) {
      const asking = await newAskingEvent({ price });
      const { phone, food } = asking;
      const { owner, booking, id, whole } = await book(asking);
      expect(booking).toMatchObject({ status: "pending", paymentStatus: "pending" });
      const pay = () => owner.pay({ id, paymentMethod: "cash" });
      await expect(pay()).rejects.toMatchObject({
        cause: {
          code: "ANSWERS_MISSING",
          details: {
            missing: [
              { questionId: phone },
              { questionId: food, ticketNumber: 1 },
              { questionId: food, ticketNumber: 2 },
            ],
          },
        },
      });
      const some = await owner.answer({ id, answers: whole.slice(0, 2) });
      expect(some.missing).toEqual([{ questionId: food, ticketNumber: 2 }]);
      expect(await errorCodeOf(pay())).toBe("ANSWERS_MISSING");
      expect((await owner.answer({ id, answers: whole.slice(2) })).missing).toEqual([]);
      expect(await pay()).toMatchObject({
        status: "confirmed",
        paymentStatus: price === 0 ? "paid" : "pending",
        paymentMethod: "cash",
      });
    }
  });

  it("confirms at once again when nothing has to be answered any more, however questions change at once", async () => {
    const { eventId, runs, phone, food, event } = await newAskingEvent();
    await Promise.all([
      runs.question.update({ id: phone, isRequired: false }),
      runs.question.update({ id: food, isClosed: true }),
    ]);
    const owner = callAs(context, await newUser(context)).booking;
    expect(await owner.create({ eventId, ticketQuantity: 1, paymentMethod: "cash" })).toMatchObject({
      status: "confirmed",
    });
    await Promise.all([
      runs.question.update({ id: phone, isRequired: true }),
      runs.question.remove({ id: food }),
    ]);
    const stored = await context.db.prisma.event.findUniqueOrThrow({ where: { id: event.id } });
    expect(stored.hasRequiredQuestions).toBe(true);
    expect((await runs.question.list({ eventId })).map(({ id }) => id)).toEqual([phone]);
  });
});

describe("booking.answer", () => {
  it("takes what fits the question, and says which answer does not", async () => {
    const { eventId, runs, event } = await newAskingEvent();
    const make = (label: string, rest: object) =>
      runs.question.create({ eventId, label, per: "booking", isRequired: false, type: "text", ...rest });
    const text = await make("Text", {});
    const choices = await make("Choices", { type: "choices", options: ["A", "B", "C"] });
    const yesNo = await make("Yes or no", { type: "yes_no" });
    const consent = await make("Consent", { type: "consent", isRequired: true });
    const owner = callAs(context, await newUser(context)).booking;
    const { id } = await owner.create({ eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" });
    const answer = (questionId: string, value: string | boolean | string[] | null, ticketNumber?: number) =>
      owner.answer({ id, answers: [{ questionId, value, ...(ticketNumber && { ticketNumber }) }] });

    await answer(text.id, " By\r\nbike ");
    await answer(choices.id, ["C", "A", "C"]);
    await answer(yesNo.id, false);
    const { answers, missing } = await answer(consent.id, false);
    expect(answers.map(({ value }) => value)).toEqual(["By\nbike", ["A", "C"], false, false]);
    expect(missing.map(({ questionId }) => questionId)).toContain(consent.id);
    expect((await answer(consent.id, true)).missing.map(({ questionId }) => questionId)).not.toContain(
      consent.id,
    );
    expect((await answer(text.id, null)).answers.map(({ questionId }) => questionId)).not.toContain(text.id);

    const [phone, food] = (await runs.question.list({ eventId })).map((question) => question.id);
    for (const [questionId = "", value, ticketNumber] of [
      [phone, "call me"],
      [phone, true],
      [food, "Fish", 1],
      [food, "All"],
      [food, "All", 2],
      [text.id, "x", 1],
      [choices.id, ["A", "D"]],
      [yesNo.id, "yes"],
      ["f".repeat(24), "x"],
    ] as const) {
      expect(
        await errorCodeOf(answer(questionId, typeof value === "object" ? [...value] : value, ticketNumber)),
      ).toBe("INVALID_INPUT");
    }
    expect((await answer(phone ?? "", "(030) 123-45 67")).answers).toHaveLength(4);
  });

  it("is for its owner until the event's date, who cannot take back what is required, and for organizers", async () => {
    const asking = await newAskingEvent();
    const { runs, phone, event } = asking;
    const { owner, id, whole } = await book(asking);
    const nothing = [{ questionId: phone, value: null }];
    await owner.answer({ id, answers: whole });
    // While it is held, an answer may be taken back.
    await owner.answer({ id, answers: nothing });
    await owner.answer({ id, answers: whole });
    await owner.pay({ id, paymentMethod: "cash" });
    expect(await errorCodeOf(owner.answer({ id, answers: nothing }))).toBe("ANSWERS_MISSING");
    const stranger = callAs(context, await newUser(context)).booking;
    expect(await errorCodeOf(stranger.answer({ id, answers: nothing }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.answers({ id }))).toBe("FORBIDDEN");
    await runs.event.update({ id: event.id, answersEditableUntil: clock.now() });
    expect(await errorCodeOf(owner.answer({ id, answers: whole }))).toBe("CHANGES_CLOSED");
    // Whoever books after that date can still answer.
    const late = await book(asking);
    expect((await late.owner.answer({ id: late.id, answers: late.whole })).missing).toEqual([]);
    expect((await runs.booking.answer({ id, answers: nothing })).missing).toEqual([{ questionId: phone }]);
    expect(await callAnonymously(context).question.list({ eventId: event.id })).toHaveLength(2);
  });

  it("is asked for the kinds that a question is for", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, {
      ticketTypes: [
        { name: "Dinner", price: 0 },
        { name: "Show", price: 0 },
      ],
    });
    const [dinner, show] = event.ticketTypes ?? [];
    if (dinner === undefined || show === undefined) throw new Error("The event has two kinds.");
    const runs = callAs(context, organizer);
    const food = await runs.question.create({
      eventId: event.id,
      label: "Food?",
      type: "text",
      per: "ticket",
      isRequired: true,
      ticketTypeIds: [dinner.id],
    });
    const owner = callAs(context, await newUser(context)).booking;
    const items = [
      { ticketTypeId: show.id, quantity: 1 },
      { ticketTypeId: dinner.id, quantity: 1 },
    ];
    const { id } = await owner.create({ eventId: event.id, items, paymentMethod: "cash" });
    expect((await owner.answers({ id })).missing).toEqual([{ questionId: food.id, ticketNumber: 2 }]);
    const other = callAs(context, await newUser(context)).booking;
    const plain = await other.create({ eventId: event.id, items: items.slice(0, 1), paymentMethod: "cash" });
    expect(await other.answers({ id: plain.id })).toMatchObject({ questions: [], missing: [] });
    // Whoever is asked nothing need not wait.
    expect(plain.status).toBe("confirmed");
    // Everybody does for a question that is for all kinds.
    const [third, fourth] = [await newUser(context), await newUser(context)];
    await runs.question.create({
      eventId: event.id,
      label: "Name?",
      type: "text",
      per: "booking",
      isRequired: true,
    });
    const order = { eventId: event.id, items: items.slice(0, 1), paymentMethod: "cash" as const };
    expect(await callAs(context, third).booking.create(order)).toMatchObject({ status: "pending" });
    const copy = await runs.event.duplicate({ id: event.id });
    const [first] = await runs.question.list({ eventId: copy.id });
    await runs.event.setActive({ id: copy.id, isActive: true });
    const copied = copy.ticketTypes.map(({ id: ticketTypeId }) => ({ ticketTypeId, quantity: 1 }));
    expect(first?.ticketTypeIds).toEqual([copied[0]?.ticketTypeId]);
    const ofCopy = { eventId: copy.id, items: copied.slice(1), paymentMethod: "cash" as const };
    expect(await callAs(context, fourth).booking.create(ofCopy)).toMatchObject({ status: "pending" });
  });

  it("may be sent again as it was, whatever became of the question", async () => {
    const asking = await newAskingEvent();
    const { runs, phone, food } = asking;
    const { owner, id, whole } = await book(asking);
    await owner.answer({ id, answers: whole });
    await runs.question.update({ id: food, options: ["All", "Nothing"] });
    await runs.question.remove({ id: phone });
    const changed = { questionId: food, ticketNumber: 2, value: "Nothing" };
    const answered = await owner.answer({ id, answers: [...whole.slice(0, 2), changed] });
    expect(answered.answers.map(({ value }) => value)).toEqual(["+49 30 1234567", "Vegan", "Nothing"]);
    for (const other of [
      { questionId: phone, value: "+49 30 7654321" },
      { ...changed, value: "Vegan" },
    ]) {
      expect(await errorCodeOf(owner.answer({ id, answers: [other] }))).toBe("INVALID_INPUT");
    }
    const { answers } = await owner.answer({ id, answers: [{ questionId: phone, value: null }] });
    expect(answers.map(({ value }) => value)).toEqual(["Vegan", "Nothing"]);
  });

  it("never loses one of two concurrent answers, nor lets one be taken back under a payment", async () => {
    const asking = await newAskingEvent();
    const { phone } = asking;
    const { owner, id, whole } = await book(asking, { ticketQuantity: 3 });
    await Promise.all(whole.map((one) => owner.answer({ id, answers: [one] })));
    expect((await owner.answers({ id })).missing).toEqual([]);
    const [paid, taken] = await Promise.allSettled([
      owner.pay({ id, paymentMethod: "cash" }),
      owner.answer({ id, answers: [{ questionId: phone, value: null }] }),
    ]);
    expect([paid.status, taken.status].sort()).toEqual(["fulfilled", "rejected"]);
    const { missing } = await owner.answers({ id });
    expect(missing).toHaveLength(paid.status === "fulfilled" ? 0 : 1);
  });
});

describe("answers", () => {
  it("are shown at the door where the question is for it", async () => {
    const asking = await newAskingEvent();
    const { owner, id, whole } = await book(asking);
    await owner.answer({ id, answers: whole });
    await owner.pay({ id, paymentMethod: "cash" });
    const [ticket] = await owner.tickets({ id });
    const scan = { eventId: asking.eventId, code: ticket?.code ?? "", scanId: "door" };
    expect(await asking.runs.booking.checkIn(scan)).toMatchObject({
      answers: [{ question: "What do you eat?", answer: "Vegan" }],
    });
  });

  it("are shown at the door of a booking that is found there: of each ticket, and of the booking", async () => {
    const asking = await newAskingEvent();
    const { eventId } = asking;
    const about = { eventId, type: "text", isRequired: false } as const;
    const lift = await asking.runs.question.create({
      ...about,
      label: "Do you need the lift?",
      per: "booking",
      isForDoor: true,
    });
    const { owner, id, whole } = await book(asking);
    await owner.answer({ id, answers: [...whole, { questionId: lift.id, value: "Yes, two of us" }] });
    await owner.pay({ id, paymentMethod: "cash" });
    const food = (answer: string) => [{ question: "What do you eat?", answer }];
    const { bookings } = await asking.runs.booking.findAtDoor({ eventId, search: id });
    expect(bookings).toMatchObject([
      {
        answers: [{ question: "Do you need the lift?", answer: "Yes, two of us" }],
        tickets: [{ answers: food("Vegan") }, { answers: food("All") }],
      },
    ]);
  });

  it("go over to the booking that a late payment makes", async () => {
    const asking = await newAskingEvent({ price: 2_500 });
    const owner = callAs(context, await newUser(context)).booking;
    const { id } = await owner.create({
      eventId: asking.eventId,
      ticketQuantity: 1,
      paymentMethod: "credit_card",
    });
    const answers = [
      { questionId: asking.phone, value: "030 1234567" },
      { questionId: asking.food, ticketNumber: 1, value: "Vegan" },
    ];
    await owner.answer({ id, answers });
    await owner.nameTickets({ id, names: [{ ticketNumber: 1, name: "Ada" }] });
    await owner.pay({ id, paymentMethod: "credit_card", paymentToken: "tok_lost" });
    clock.advance(DAY_MS);
    await releaseExpiredHolds(context);
    await processDuePayments(context);
    const { replacedBy } = await owner.byId({ id });
    expect(await owner.byId({ id: replacedBy ?? "" })).toMatchObject({
      status: "confirmed",
      tickets: [{ number: 1, holderName: "Ada" }],
    });
    expect((await owner.answers({ id: replacedBy ?? "" })).answers).toHaveLength(2);
  });

  it("are deleted after the event's own period, and of bookings that were never confirmed after a month", async () => {
    const asking = await newAskingEvent();
    const kept = await book(asking);
    await kept.owner.answer({ id: kept.id, answers: kept.whole });
    await kept.owner.pay({ id: kept.id, paymentMethod: "cash" });
    const cancelled = await book(asking);
    await cancelled.owner.answer({ id: cancelled.id, answers: cancelled.whole });
    await cancelled.owner.pay({ id: cancelled.id, paymentMethod: "cash" });
    await cancelled.owner.cancel({ id: cancelled.id });
    const lost = await book(asking);
    await lost.owner.answer({ id: lost.id, answers: lost.whole });
    const count = async ({ owner, id }: typeof kept) => (await owner.answers({ id })).answers.length;

    clock.advance(DAY_MS);
    await releaseExpiredHolds(context);
    await forgetAnswers(context);
    expect([await count(kept), await count(cancelled), await count(lost)]).toEqual([3, 3, 3]);
    clock.advance(30 * DAY_MS);
    await forgetAnswers(context);
    expect([await count(kept), await count(cancelled), await count(lost)]).toEqual([3, 3, 0]);
    clock.advance(10 * DAY_MS);
    await forgetAnswers(context);
    expect([await count(kept), await count(cancelled)]).toEqual([0, 0]);
    // One that is corrected afterwards is deleted as well.
    await asking.runs.booking.answer({ id: kept.id, answers: kept.whole });
    expect(await forgetAnswers(context)).toBe(1);
    expect(await forgetAnswers(context)).toBe(0);
  });
});

describe("questions", () => {
  it("are copied with their event, for the copy's own kinds", async () => {
    const organizer = await newUser(context);
    const runs = callAs(context, organizer);
    const event = await newEvent(context, organizer, {
      dateTime: new Date(clock.now().getTime() + 30 * DAY_MS),
      ticketTypes: [
        { name: "Show", price: 0 },
        { name: "Dinner", price: 0 },
      ],
    });
    const dinner = event.ticketTypes?.[1];
    if (dinner === undefined) throw new Error("The event has two kinds.");
    const ask = (label: string, isRequired: boolean, ticketTypeIds = [dinner.id]) =>
      runs.question.create({
        eventId: event.id,
        label,
        type: "text",
        per: "ticket",
        isRequired,
        ticketTypeIds,
      });
    await ask("Food?", true);
    const { id: closed } = await ask("Closed?", false);
    await runs.question.update({ id: closed, isClosed: true });
    const copy = await runs.event.duplicate({ id: event.id });
    expect(await runs.question.list({ eventId: copy.id })).toMatchObject([
      { label: "Food?", isRequired: true, ticketTypeIds: [copy.ticketTypes?.[1]?.id] },
    ]);
    const stored = await context.db.prisma.event.findUniqueOrThrow({ where: { id: copy.id } });
    expect(stored.hasRequiredQuestions).toBe(true);
  });

  it("keep their order, and are closed instead of removed once they are answered", async () => {
    const asking = await newAskingEvent();
    const { runs, eventId, phone, food } = asking;
    await runs.question.order({ eventId, ids: [food, phone] });
    expect(await errorCodeOf(runs.question.order({ eventId, ids: [food] }))).toBe("INVALID_INPUT");
    const { owner, id, whole } = await book(asking);
    await owner.answer({ id, answers: whole.slice(1) });
    await runs.question.remove({ id: food });
    await runs.question.remove({ id: phone });
    expect(await runs.question.list({ eventId })).toMatchObject([{ id: food, isClosed: true }]);
    // What was answered is still there to be read, and nothing is missing.
    expect(await owner.answers({ id })).toMatchObject({
      answers: [{ value: "Vegan" }, { value: "All" }],
      missing: [],
    });
    const another = { questionId: food, ticketNumber: 1, value: "All" };
    expect(await errorCodeOf(owner.answer({ id, answers: [another] }))).toBe("INVALID_INPUT");
    for (const wrong of [
      { type: "choice", options: ["One"], ticketTypeIds: [] },
      { type: "text", options: ["One", "Two"], ticketTypeIds: [] },
      { type: "choice", options: ["One", "One"], ticketTypeIds: [] },
      { type: "text", options: [], ticketTypeIds: [ticketTypeId.parse(eventId)] },
    ] as const) {
      const fields = { label: "Wrong", per: "booking", isRequired: false, ...wrong } as const;
      expect(
        await errorCodeOf(
          runs.question.create({
            eventId,
            ...fields,
            options: [...wrong.options],
            ticketTypeIds: [...wrong.ticketTypeIds],
          }),
        ),
      ).toBe("INVALID_INPUT");
    }
  });
});
