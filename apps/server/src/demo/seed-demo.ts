import { createEventInput } from "@foyer/contract/event";
import { bookingId, eventId, type UserId, userId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
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
const ADMIN = "admin@foyer.example";

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
    if (person.email !== ADMIN) people.set(person.email, await provideAccount(foyer, person));
  }
  const attendees = [...people.values()].slice(2);
  for (const [index, event] of DEMO_EVENTS.entries()) {
    const organizer = people.get(event.organizer);
    if (organizer !== undefined) await provideEvent(foyer, organizer, event, rotate(attendees, index));
  }
  const admin = DEMO_ACCOUNTS.find(({ email }) => email === ADMIN);
  if (admin !== undefined) {
    const { id } = await provideAccount(foyer, admin);
    await foyer.db.prisma.user.update({ where: { id }, data: { role: "admin" }, select: { id: true } });
  }
  return true;
}

async function provideAccount(
  foyer: Foyer,
  person: { readonly email: string; readonly name: string },
): Promise<Actor> {
  const there = await foyer.db.prisma.user.findUnique({
    where: { email: person.email },
    select: { id: true },
  });
  const id: UserId = userId.parse(
    there?.id ?? (await createAccount(foyer, { ...person, password: DEMO_PASSWORD })).id,
  );
  return { id, role: "user" };
}

/** Creates an event and its bookings as if they had been made over the last weeks. */
async function provideEvent(
  foyer: Foyer,
  organizer: Actor,
  event: DemoEvent,
  attendees: readonly Actor[],
): Promise<void> {
  const { organizer: _, inDays, hour, bookings, ...fields } = event;
  const now = foyer.clock.now();
  const at = (time: Date): Foyer => ({ ...foyer, clock: { now: () => time } });
  const onSale = new Date(now.getTime() - ON_SALE_FOR_DAYS * DAY_MS);

  const there = await foyer.db.prisma.event.findFirst({
    where: { name: event.name, organizerId: organizer.id },
    select: { id: true },
  });
  const input = createEventInput.parse({ ...fields, dateTime: atHour(now, inDays, hour, event.timeZone) });
  const id = eventId.parse(there?.id ?? (await createEvent(at(onSale), organizer, input)).id);

  const alreadyMade = await foyer.db.prisma.booking.count({ where: { eventId: id } });
  const lastDay = Math.min(inDays, 0) - 1;
  for (const [index, ticketQuantity] of bookings.entries()) {
    const attendee = attendees[index % attendees.length];
    if (index < alreadyMade || attendee === undefined) continue;
    const spread = (ON_SALE_FOR_DAYS + lastDay) * ((index + 0.7) / bookings.length);
    const moment = at(new Date(onSale.getTime() + spread * DAY_MS));
    const request = {
      eventId: id,
      ticketQuantity,
      paymentMethod: "cash",
      idempotencyKey: undefined,
    } as const;
    const booking = await createBooking(moment, attendee, request);
    // Every event has somebody who changed their mind, except the one that is sold out.
    const isSoldOut = bookings.reduce((sum, quantity) => sum + quantity, 0) === event.capacity;
    if (index === 1 && !isSoldOut) {
      const later = at(new Date(onSale.getTime() + (spread + 0.4) * DAY_MS));
      await cancelBooking(later, attendee, {
        id: bookingId.parse(booking.id),
        reason: "We cannot make it after all",
        idempotencyKey: undefined,
      });
    }
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
