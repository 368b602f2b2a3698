import { createFoyerClient, type RouterInputs } from "@foyer/client";
import { inject } from "vitest";
import { newEvent, newIdentity, newPerson, type Person, uniqueWord } from "../kit/people.js";

const HOUR_MS = 3_600_000;
const LONG_KIND = "Seats in the stalls with a cushion, a programme and a drink of one’s choice, row";

type Kind = NonNullable<RouterInputs["event"]["create"]["ticketTypes"]>[number];

/** Somebody without an account, who is known by the token of one booking. */
export interface Guest {
  readonly bookingId: string;
  readonly token: string;
}

/** An event with all that tickets can have, another one with as much of it as there may be, and their bookings. */
export async function kindsScene(organizer: Person, attendee: Person, other: Person) {
  const festival = await newEvent(organizer, {
    name: "Lantern Festival at the Old Observatory",
    capacity: 400,
    currency: "KWD",
    asksForNames: true,
    doorsAt: new Date(Date.now() + 30 * 24 * HOUR_MS - HOUR_MS),
    endsAt: new Date(Date.now() + 30 * 24 * HOUR_MS + 4 * HOUR_MS),
    ticketTypes: festivalKinds(),
  });
  const many = await newEvent(organizer, {
    name: "東京の夜 and a Hundred Other Evenings",
    timeZone: "Asia/Tokyo",
    capacity: 1_000_000,
    currency: "JPY",
    ticketTypes: Array.from({ length: 30 }, (_, index) => ({
      name: `${LONG_KIND} ${index + 1}`.slice(-80),
      description:
        index % 3 === 0 ? "What this kind is good for, in a sentence that goes on for longer." : null,
      price: 1_234_567 + index,
      ...(index % 2 === 0 && { quota: 20_000 }),
    })),
  });
  const ticketTypes = await organizer.api.event.ticketTypes.query({ eventId: festival.id });
  const kind = (name: string) => {
    const found = ticketTypes.find((type) => type.name === name);
    if (found === undefined) throw new Error(`There is no kind ${name}.`);
    return found.id;
  };
  const [manyKind, ...manyKinds] = await organizer.api.event.ticketTypes.query({ eventId: many.id });
  if (manyKind === undefined) throw new Error("There is no kind.");
  await codesAndQuestions(organizer, { festival: festival.id, many: many.id }, kind);

  // Questions are answered before what they are about is paid.
  const items = [
    { ticketTypeId: kind("Adult"), quantity: 2 },
    { ticketTypeId: kind("Child"), quantity: 1 },
  ];
  const eventId = festival.id;
  const order = { eventId, items, paymentMethod: "credit_card" } as const;
  const mine = await attendee.api.booking.create.mutate({ ...order, code: "WELCOME" });
  const festivalBookingId = mine.id;
  await answerAll(attendee, festivalBookingId);
  await attendee.api.booking.pay.mutate({
    id: festivalBookingId,
    paymentMethod: "credit_card",
    paymentToken: "tok_ok",
  });
  await attendee.api.booking.passOnTicket.mutate({
    id: festivalBookingId,
    ticketNumber: 2,
    name: "أحمد المنصوري",
    email: newIdentity("").email,
  });
  await organizer.api.booking.refund.mutate({
    id: festivalBookingId,
    amount: 1_250,
    reason: "The lamps were late",
  });
  const balcony = { eventId, items: [{ ticketTypeId: kind("Balcony"), quantity: 2 }] };
  await organizer.api.booking.createForSomebody.mutate({
    ...balcony,
    name: "Somebody who called by telephone and has a name of many words",
    reason: "Called on Monday",
  });
  await other.api.waitlist.join.mutate({ eventId, ticketTypeId: kind("Balcony"), ticketQuantity: 2 });
  const { id: answeringId } = await attendee.api.booking.create.mutate({
    eventId: many.id,
    items: [
      { ticketTypeId: manyKind.id, quantity: 2 },
      ...manyKinds.slice(0, 2).map(({ id }) => ({ ticketTypeId: id, quantity: 1 })),
    ],
    paymentMethod: "credit_card",
  });
  return { festival, many, festivalBookingId, answeringId, ...(await guestsScene()) };

  /** A guest who has paid, and one who has not followed the link of the mail yet. */
  async function guestsScene() {
    const host = await newPerson("Mina Holt");
    const [paying, waiting] = await Promise.all([newEvent(host), newEvent(host, { price: 0 })]);
    const guest = async (event: string, paymentMethod: "credit_card" | "cash"): Promise<Guest> => {
      const identity = newIdentity("Gwendolyn Featherstonehaugh-Gastmann");
      const { id, accessToken } = await createFoyerClient({
        url: `${inject("origin")}/trpc`,
      }).booking.createAsGuest.mutate({
        eventId: event,
        ticketQuantity: 2,
        paymentMethod,
        name: identity.name,
        email: identity.email,
        idempotencyKey: `${uniqueWord()}${uniqueWord()}`,
      });
      return { bookingId: id, token: accessToken };
    };
    const [guestPaid, guestHeld, guestWaits] = await Promise.all([
      guest(paying.id, "credit_card"),
      guest(paying.id, "credit_card"),
      guest(waiting.id, "cash"),
    ]);
    const { token } = guestPaid;
    await createFoyerClient({
      url: `${inject("origin")}/trpc`,
      sessionToken: () => token,
    }).booking.pay.mutate({
      id: guestPaid.bookingId,
      paymentMethod: "credit_card",
      paymentToken: "tok_ok",
    });
    return { guestEvent: paying, guestPaid, guestHeld, guestWaits };
  }
}

function festivalKinds(): Kind[] {
  const now = Date.now();
  return [
    { name: "Adult", price: 12_500, quota: 200, description: "For everybody of fourteen years and more." },
    { name: "Child", price: 0, maxPerBooking: 5 },
    { name: "Balcony", price: 24_750, quota: 2, description: "Two seats above the lamps." },
    { name: "Early bird", price: 9_900, salesUntil: new Date(now - HOUR_MS) },
    { name: "At the last minute", price: 15_000, salesFrom: new Date(now + 240 * HOUR_MS), minPerBooking: 2 },
    { name: "Press", price: 5_000, isClosed: true },
    { name: "Friends of the house", price: 6_000, isHidden: true },
  ];
}

async function codesAndQuestions(
  organizer: Person,
  { festival, many }: { readonly festival: string; readonly many: string },
  kind: (name: string) => string,
): Promise<void> {
  const { discountCode, question } = organizer.api;
  await discountCode.create.mutate({
    eventId: festival,
    code: "WELCOME",
    kind: "percent",
    value: 15,
    maxUses: 100,
    ticketTypeIds: [kind("Adult"), kind("Balcony"), kind("Early bird"), kind("At the last minute")],
    validUntil: new Date(Date.now() + 200 * HOUR_MS),
  });
  await discountCode.create.mutate({ eventId: festival, code: "FRIENDS", kind: "unlock" });
  await discountCode.create.mutate({
    eventId: festival,
    code: "FOR-THOSE-WHO-WERE-HERE-IN-THE-LAST-YEAR",
    kind: "amount",
    value: 1_234_567,
    maxUses: 1_000_000,
    maxUsesPerPerson: 1,
    isActive: false,
  });
  const asked = { eventId: festival, isRequired: true } as const;
  await question.create.mutate({ ...asked, label: "Your phone number", type: "phone", per: "booking" });
  await question.create.mutate({
    ...asked,
    label: "What do you eat?",
    type: "choice",
    per: "ticket",
    options: ["Everything", "Vegetarian", "Vegan"],
    isForDoor: true,
  });
  await question.create.mutate({
    ...asked,
    label: "I have read the rules of the house and the observatory, and whoever comes with me has read them",
    type: "consent",
    per: "booking",
  });
  await question.create.mutate({
    eventId: many,
    isRequired: true,
    label: "Which of the evenings do you want to hear about, and by which of the many ways that there are?",
    help: "A long explanation that says what this is good for. ".repeat(4).trim(),
    type: "choices",
    per: "booking",
    options: Array.from({ length: 8 }, (_, index) => `A choice whose words are many, number ${index + 1}`),
  });
  await question.create.mutate({
    eventId: many,
    isRequired: false,
    label: "Do you come by train?",
    type: "yes_no",
    per: "ticket",
    ticketTypeIds: [],
  });
  await question.create.mutate({
    eventId: many,
    isRequired: false,
    label: "Anything else that we should know?",
    type: "text",
    per: "booking",
  });
}

async function answerAll({ api }: Person, id: string): Promise<void> {
  const { questions, tickets } = await api.booking.answers.query({ id });
  const answers = questions.flatMap(({ id: questionId, per, type }) => {
    const value = type === "consent" ? true : type === "phone" ? "+49 30 1234567" : "Vegan";
    return per === "booking"
      ? [{ questionId, value }]
      : tickets.map(({ number }) => ({ questionId, ticketNumber: number, value }));
  });
  await api.booking.answer.mutate({ id, answers });
  const names = ["Ann Li", "Wilhelmina van der Oosterhout-Featherstonehaugh", "Bo"];
  await api.booking.nameTickets.mutate({
    id,
    names: tickets.map(({ number }, index) => ({ ticketNumber: number, name: names[index] ?? null })),
  });
}
