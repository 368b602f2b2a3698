// Signs up, finds an event with tickets left, books two and gives them back.
//   node e2e/examples/first-booking.mjs [address of the server]
import { createFoyerClient } from "@foyer/client";

const url = `${process.argv[2] ?? "http://localhost:3000"}/trpc`;
const person = { name: "Pat Programm", email: `pat-${Date.now()}@example.org`, password: "a long password" };
const session = await createFoyerClient({ url }).user.register.mutate({ ...person, transport: "bearer" });
const token = session.transport === "bearer" ? session.sessionToken : undefined;
const foyer = createFoyerClient({ url, sessionToken: () => token });

const inAWeek = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000);
const { items } = await foyer.event.list.query({ from: inAWeek, sort: "date" });
const event = items.find(
  ({ availableTickets: left, paymentMethods: ways }) =>
    left >= 2 && (ways.length === 0 || ways.includes("cash")),
);
if (!event) throw new Error("No event has two tickets left.");

// Where there are several kinds of tickets, a booking says which it wants.
const { ticketTypes } = await foyer.event.byId.query({ id: event.id });
const type = ticketTypes.find(({ available }) => available >= 2);
const booking = await foyer.booking.create.mutate({
  eventId: event.id,
  ...(type ? { items: [{ ticketTypeId: type.id, quantity: 2 }] } : { ticketQuantity: 2 }),
  paymentMethod: "cash",
  idempotencyKey: crypto.randomUUID(),
});
console.log(`${booking.status}: 2 tickets for ${event.name}`);

const { status } = await foyer.booking.cancel.mutate({ id: booking.id, reason: "Only trying it out" });
console.log(`${status}: the tickets are back on sale`);
