import { createEventInput } from "@foyer/contract/event";
import { bookingId, eventId, userId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import type { Role } from "@foyer/contract/user";
import { createAccount } from "@foyer/domain/accounts/register";
import type { Actor } from "@foyer/domain/actor";
import { cancelBooking } from "@foyer/domain/bookings/cancel-booking";
import { createBooking } from "@foyer/domain/bookings/create-booking";
import { createEvent } from "@foyer/domain/events/create-event";
import type { Foyer } from "@foyer/domain/foyer";
import { DEMO_EVENTS, type DemoEvent } from "./demo-events.js";
import { DEMO_ACCOUNTS, DEMO_ATTENDEES, DEMO_PASSWORD } from "./demo-people.js";

/** How long ago the demo's events went on sale, in days. */
const ON_SALE_FOR_DAYS = 21;

/**
 * Fills an empty database with people, events and bookings, all through the domain's own functions, so that
 * what the demo shows obeys every rule. Killed half-way it goes on at the next start: what is there is kept,
 * and the admin, who comes last, says that all of it is.
 *
 * @returns whether anything was missing
 */
export async function seedDemo(foyer: Foyer): Promise<boolean> {
  const emails = [...DEMO_ACCOUNTS, ...DEMO_ATTENDEES].map(({ email }) => email);
  const demoUsers = await foyer.db.prisma.user.count({ where: { email: { in: emails } } });
  const allUsers = await foyer.db.prisma.user.count();
  if (demoUsers === emails.length || allUsers > demoUsers) return false;

  const people = new Map<string, Actor>();
  for (const person of [...DEMO_ACCOUNTS, ...DEMO_ATTENDEES]) {
    if (person.role === "user") people.set(person.email, await provideAccount(foyer, person));
  }
  const attendees = [...people.values()].slice(2);
  for (const [index, event] of DEMO_EVENTS.entries()) {
    const organizer = people.get(event.organizer);
    if (organizer !== undefined) await provideEvent(foyer, organizer, event, rotate(attendees, index));
  }
  // What is told as the past is not mailed anew.
  await foyer.db.prisma.outboxMail.deleteMany();
  for (const person of DEMO_ACCOUNTS) if (person.role === "admin") await provideAccount(foyer, person);
  return true;
}

/** Whether the demo's people are in the database, so that their passwords are worth telling. */
export async function hasDemo(foyer: Foyer): Promise<boolean> {
  const [first] = DEMO_ACCOUNTS;
  return (await foyer.db.prisma.user.count({ where: { email: first.email } })) > 0;
}

async function provideAccount(
  foyer: Foyer,
  { email, name, role }: { readonly email: string; readonly name: string; readonly role: Role },
): Promise<Actor> {
  const there = await foyer.db.prisma.user.findUnique({ where: { email }, select: { id: true } });
  const account = { email, name, role, password: DEMO_PASSWORD };
  return { id: userId.parse(there?.id ?? (await createAccount(foyer, account)).id), role };
}

/** Creates an event and its bookings as if they had been made over the last weeks. */
async function provideEvent(
  foyer: Foyer,
  organizer: Actor,
  event: DemoEvent,
  attendees: readonly Actor[],
): Promise<void> {
  const { organizer: _, inDays, hour, bookings, ...fields } = event;
  const there = await foyer.db.prisma.event.findFirst({
    where: { name: event.name, organizerId: organizer.id },
    select: { id: true, createdAt: true },
  });
  const at = (time: Date): Foyer => ({ ...foyer, clock: { now: () => time } });
  // Whoever goes on with what was begun does so in the time in which it was begun.
  const onSale = there?.createdAt ?? new Date(foyer.clock.now().getTime() - ON_SALE_FOR_DAYS * DAY_MS);
  const began = new Date(onSale.getTime() + ON_SALE_FOR_DAYS * DAY_MS);
  const input = createEventInput.parse({ ...fields, dateTime: atHour(began, inDays, hour, event.timeZone) });
  const id = eventId.parse(there?.id ?? (await createEvent(at(onSale), organizer, input)).id);

  const isSoldOut = bookings.reduce((sum, quantity) => sum + quantity, 0) === event.capacity;
  const lastDay = Math.min(inDays, 0) - 1;
  for (const [index, ticketQuantity] of bookings.entries()) {
    const attendee = attendees[index % attendees.length];
    if (attendee === undefined) continue;
    const day = (ON_SALE_FOR_DAYS + lastDay) * ((index + 0.7) / bookings.length);
    const onDay = (days: number) => at(new Date(onSale.getTime() + days * DAY_MS));
    const made = await foyer.db.prisma.booking.findFirst({ where: { eventId: id, userId: attendee.id } });
    const request = {
      eventId: id,
      ticketQuantity,
      paymentMethod: "cash",
      idempotencyKey: undefined,
    } as const;
    const booking = made ?? (await createBooking(onDay(day), attendee, request));
    // Every event has somebody who changed their mind, except the one that is sold out.
    if (index !== 1 || isSoldOut || booking.status === "cancelled") continue;
    const reason = "We cannot make it after all";
    const cancel = { id: bookingId.parse(booking.id), reason, idempotencyKey: undefined };
    await cancelBooking(onDay(day + 0.4), attendee, cancel);
  }
}

/** The instant at which it is `hour` in a time zone, some days from now. */
function atHour(now: Date, inDays: number, hour: number, timeZone: string): Date {
  const day = new Date(now.getTime() + inDays * DAY_MS);
  day.setUTCHours(hour, 0, 0, 0);
  const format = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", hourCycle: "h23" });
  const shown = Number(format.format(day));
  const ahead = ((shown - hour + 36) % 24) - 12;
  return new Date(day.getTime() - ahead * HOUR_MS);
}

function rotate<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
