import type { CreateBookingInput } from "@foyer/contract/booking";
import { createDiscountCodeInput } from "@foyer/contract/discount-code";
import { createEventInput } from "@foyer/contract/event";
import { bookingId, type EventId, eventId, ticketTypeId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { readWallTime } from "@foyer/contract/wall-time";
import { dayKey } from "@foyer/contract/zone";
import type { Actor } from "@foyer/domain/actor";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import type { AppContext } from "@foyer/domain/context";
import { withClock } from "@foyer/domain/create-context";
import { createDiscountCode } from "@foyer/domain/discount-codes/manage-discount-codes";
import { listTicketTypes } from "@foyer/domain/events/list-ticket-types";
import { createQuestion } from "@foyer/domain/questions/manage-questions";
import { checkIn } from "@foyer/domain/tickets/check-in";
import { listTickets } from "@foyer/domain/tickets/list-tickets";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { createEvent } from "@foyer/domain/workflows/create-event";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { payBooking } from "@foyer/domain/workflows/pay-booking";
import type { DemoEvent } from "./demo-events.js";

/** For how many days the demo's events have been on sale. */
const ON_SALE_FOR_DAYS = 21;

/** The number of people on the waiting list of a sold-out event. */
const WAITLIST_LENGTH = 2;

/**
 * Creates an event with weeks of simulated history: bookings paid by card and in cash, a cancellation, a waiting
 * list, and check-ins if it is over. Existing data is kept, so it can be repeated after an interruption.
 */
export async function provideEvent(
  context: AppContext,
  organizer: Actor,
  event: DemoEvent,
  attendees: readonly Actor[],
): Promise<void> {
  const { organizer: _, inDays, hour, bookings, codes = [], questions = [], ...fields } = event;
  const there = await context.db.prisma.event.findFirst({
    where: { name: event.name, organizerId: organizer.id },
    select: { id: true, createdAt: true },
  });
  // A repeat after an interruption continues with the dates of the first run.
  const onSale = there?.createdAt ?? new Date(context.clock.now().getTime() - ON_SALE_FOR_DAYS * DAY_MS);
  let time = onSale;
  const past = withClock(context, { now: () => time });
  const at = (moment: Date): AppContext => {
    time = moment;
    return past;
  };
  const began = new Date(onSale.getTime() + ON_SALE_FOR_DAYS * DAY_MS);
  const dateTime = atHour(began, inDays, hour, event.timeZone);
  const input = createEventInput.parse({ ...fields, dateTime });
  const id = eventId.parse(there?.id ?? (await createEvent(at(onSale), organizer, input)).id);
  await provideCodes(at(onSale), organizer, id, codes);
  await provideQuestions(at(onSale), id, questions);
  const kinds = (await listTicketTypes(context, id)).filter(({ isHidden }) => !isHidden);

  const isSoldOut = bookings.reduce((sum, quantity) => sum + quantity, 0) === event.capacity;
  const lastDay = Math.min(inDays, 0) - 1;
  for (const [index, ticketQuantity] of bookings.entries()) {
    const attendee = attendees[index % attendees.length];
    if (attendee === undefined) continue;
    const day = (ON_SALE_FOR_DAYS + lastDay) * ((index + 0.7) / bookings.length);
    const onDay = (days: number) => at(new Date(onSale.getTime() + days * DAY_MS));
    // Every second booking is paid by card. In every event that is not sold out, one booking is cancelled.
    const paysByCard = index % 2 === 1;
    const kind = kinds[index % kinds.length];
    const quantity = Math.min(ticketQuantity, kind?.maxPerBooking ?? ticketQuantity);
    const tickets =
      kind === undefined
        ? { ticketQuantity }
        : { items: [{ ticketTypeId: ticketTypeId.parse(kind.id), quantity }] };
    await provideBooking(onDay(day), attendee, { id, tickets, paysByCard });
    if (index === 1 && !isSoldOut) await provideCancellation(onDay(day + 0.4), attendee, id);
    if (inDays < 0)
      await provideCheckIn(at(new Date(dateTime.getTime() - 20 * MINUTE_MS)), organizer, attendee, id);
  }
  if (!isSoldOut) return;
  for (const attendee of attendees.slice(bookings.length, bookings.length + WAITLIST_LENGTH)) {
    await joinWaitlist(context, attendee, { eventId: id, ticketQuantity: 1, idempotencyKey: undefined });
  }
}

function findBooking(context: AppContext, attendee: Actor, id: EventId) {
  return context.db.prisma.booking.findFirst({
    where: { eventId: id, userId: attendee.id },
    select: { id: true, status: true },
  });
}

async function provideCodes(
  context: AppContext,
  organizer: Actor,
  id: EventId,
  codes: NonNullable<DemoEvent["codes"]>,
): Promise<void> {
  const there = await context.db.prisma.discountCode.count({ where: { eventId: id } });
  for (const code of codes.slice(there)) {
    await createDiscountCode(context, organizer, createDiscountCodeInput.parse({ eventId: id, ...code }));
  }
}

async function provideQuestions(
  context: AppContext,
  id: EventId,
  questions: NonNullable<DemoEvent["questions"]>,
): Promise<void> {
  const there = await context.db.prisma.question.count({ where: { eventId: id } });
  for (const question of questions.slice(there)) await createQuestion(context, { eventId: id, ...question });
}

async function provideBooking(
  context: AppContext,
  attendee: Actor,
  order: {
    readonly id: EventId;
    readonly tickets: Pick<CreateBookingInput, "items" | "ticketQuantity">;
    readonly paysByCard: boolean;
  },
): Promise<void> {
  const { id, tickets } = order;
  const idempotencyKey = undefined;
  const paysByCard = order.paysByCard && context.payments !== null;
  const paymentMethod = paysByCard ? "credit_card" : "cash";
  const request = { eventId: id, ...tickets, paymentMethod, idempotencyKey } as const;
  const booking =
    (await findBooking(context, attendee, id)) ?? (await createBooking(context, attendee, request));
  if (booking.status !== "pending") return;
  const payment = { id: bookingId.parse(booking.id), paymentMethod, paymentToken: "tok_ok" } as const;
  await payBooking(context, attendee, { ...payment, idempotencyKey });
}

async function provideCancellation(context: AppContext, attendee: Actor, id: EventId): Promise<void> {
  const booking = await findBooking(context, attendee, id);
  if (booking === null || booking.status === "cancelled") return;
  const reason = "We cannot make it after all";
  await cancelBooking(context, attendee, {
    id: bookingId.parse(booking.id),
    reason,
    idempotencyKey: undefined,
  });
}

/** Checks in all but one of a booking's tickets. */
async function provideCheckIn(
  context: AppContext,
  organizer: Actor,
  attendee: Actor,
  id: EventId,
): Promise<void> {
  const booking = await findBooking(context, attendee, id);
  if (booking === null) return;
  const tickets = await listTickets(context, attendee, bookingId.parse(booking.id));
  for (const { code, number, admittedAt } of tickets) {
    if (admittedAt !== null || (number > 1 && number === tickets.length)) continue;
    const scan = { eventId: id, code, scanId: `demo-${code}`, scannedAt: undefined };
    await checkIn(context, organizer, scan);
  }
}

/** The instant of an hour in a time zone, a number of days from now. */
function atHour(now: Date, inDays: number, hour: number, timeZone: string): Date {
  const day = dayKey(new Date(now.getTime() + inDays * DAY_MS), timeZone);
  const reading = readWallTime(`${day}T${String(hour).padStart(2, "0")}:00`, timeZone);
  if (reading.kind !== "once") throw new Error(`A demo event cannot begin at ${hour} in ${timeZone}.`);
  return reading.moment;
}
