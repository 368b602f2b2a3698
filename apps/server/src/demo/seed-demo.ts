import { userId } from "@foyer/contract/ids";
import type { Role } from "@foyer/contract/user";
import { createAccount } from "@foyer/domain/accounts/register";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { DEMO_EVENTS } from "./demo-events.js";
import { DEMO_ACCOUNTS, DEMO_ATTENDEES, DEMO_PASSWORD } from "./demo-people.js";
import { provideEvent } from "./provide-event.js";

/**
 * Fills an empty database with users, events and bookings through the domain's own functions, so that all rules
 * hold. After an interruption the next start continues: existing data is kept, and the admin, created last, marks
 * the demo as complete.
 *
 * @returns whether anything was missing
 */
export async function seedDemo(context: AppContext): Promise<boolean> {
  const emails = [...DEMO_ACCOUNTS, ...DEMO_ATTENDEES].map(({ email }) => email);
  const demoUsers = await context.db.prisma.user.count({ where: { email: { in: emails } } });
  const allUsers = await context.db.prisma.user.count();
  if (demoUsers === emails.length || allUsers > demoUsers) return false;

  const people = new Map<string, Actor>();
  for (const person of [...DEMO_ACCOUNTS, ...DEMO_ATTENDEES]) {
    if (person.role === "user") people.set(person.email, await provideAccount(context, person));
  }
  const attendees = [...people.values()].slice(2);
  for (const [index, event] of DEMO_EVENTS.entries()) {
    const organizer = people.get(event.organizer);
    if (organizer !== undefined) await provideEvent(context, organizer, event, rotate(attendees, index));
  }
  // Completes the refunds of cancelled bookings; mails about the simulated past are discarded.
  await processDuePayments(context);
  await context.db.prisma.outboxMail.deleteMany();
  for (const person of DEMO_ACCOUNTS) if (person.role === "admin") await provideAccount(context, person);
  return true;
}

/** Whether the demo accounts exist, so that their passwords are printed. */
export async function hasDemo(context: AppContext): Promise<boolean> {
  const [first] = DEMO_ACCOUNTS;
  return (await context.db.prisma.user.count({ where: { email: first.email } })) > 0;
}

async function provideAccount(
  context: AppContext,
  { email, name, role }: { readonly email: string; readonly name: string; readonly role: Role },
): Promise<Actor> {
  const there = await context.db.prisma.user.findUnique({ where: { email }, select: { id: true } });
  const account = { email, name, role, password: DEMO_PASSWORD };
  return { id: userId.parse(there?.id ?? (await createAccount(context, account)).id), role };
}

function rotate<Item>(items: readonly Item[], by: number): readonly Item[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
