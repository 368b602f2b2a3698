// Buys tickets of all events that match, each as soon as it finds them; where none are left it joins the waiting list.
// It may be started again and again: what it has booked it does not book twice.
//
//   FOYER_EMAIL=… FOYER_PASSWORD=… node sales-bot.ts http://localhost:3000 --search jazz --tickets 2 --at-most 60
import { parseArgs } from "node:util";
import { createFoyerClient, isFoyerError, isRefusalOf, keyedCall, type RouterOutputs } from "@foyer/client";
import { formatMoney, fractionDigits } from "@foyer/client/money";
import { fileTokens } from "@foyer/client/node";

type FoundEvent = RouterOutputs["event"]["list"]["items"][number];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    search: { type: "string", default: "" },
    tickets: { type: "string", default: "1" },
    /** What all tickets of one event may cost together, in whole units of its currency. */
    "at-most": { type: "string", default: "0" },
    /** The payment provider's token of a card; without it, tickets are paid in cash at the door. */
    card: { type: "string" },
    tokens: { type: "string", default: "foyer-tokens.json" },
  },
});
const url = `${positionals[0] ?? "http://localhost:3000"}/trpc`;
const ticketQuantity = Number(values.tickets);

const tokens = fileTokens(values.tokens);
const foyer = createFoyerClient({ url, tokens });

async function signIn(): Promise<void> {
  if ((await tokens.get()) !== undefined) return;
  const { FOYER_EMAIL: email = "", FOYER_PASSWORD: password = "" } = process.env;
  const session = await createFoyerClient({ url }).user.login.mutate({
    email,
    password,
    transport: "bearer",
  });
  if (session.transport === "bearer") await tokens.set(session);
}

/** The cheapest kind of an event's tickets that can be had, or would be waited for; none where there is one kind. */
async function cheapestType(event: FoundEvent) {
  if (!event.hasTicketTypes) return undefined;
  const { ticketTypes } = await foyer.event.byId.query({ id: event.id });
  const byPrice = ticketTypes.filter(({ isClosed }) => !isClosed).toSorted((a, b) => a.price - b.price);
  return byPrice.find(({ available }) => available >= ticketQuantity) ?? byPrice[0];
}

/** Books, and says in a line what came of it. */
async function buy(event: FoundEvent): Promise<string> {
  const type = await cheapestType(event);
  const expectedTotalAmount = (type ?? event).price * ticketQuantity;
  const price = formatMoney(expectedTotalAmount, event.currency);
  if (expectedTotalAmount > Number(values["at-most"]) * 10 ** fractionDigits(event.currency)) {
    return `too expensive at ${price}`;
  }
  // One key for this wish, however often it has to be sent.
  const wish = keyedCall(foyer.booking.create, {
    eventId: event.id,
    ...(type ? { items: [{ ticketTypeId: type.id, quantity: ticketQuantity }] } : { ticketQuantity }),
    paymentMethod: values.card === undefined ? "cash" : "credit_card",
    expectedTotalAmount,
  });
  try {
    const booking = await wish.send();
    if (booking.status === "pending") await pay(booking);
    return `booked for ${price}`;
  } catch (error) {
    if (!isRefusalOf(error, "booking.create")) throw error;
    switch (error.data.reason) {
      case "EVENT_SOLD_OUT":
      case "TICKET_TYPE_SOLD_OUT":
        return queueUp(event, type?.id);
      case "BOOKING_ALREADY_ACTIVE":
        return "booked before";
      case "PRICE_CHANGED":
        return `now costs ${formatMoney(error.data.totalAmount, error.data.currency)}; look again`;
      case "NOT_ON_SALE":
      case "EVENT_CANCELLED":
      case "EVENT_NOT_OPEN":
        return "not on sale";
      default:
        throw error;
    }
  }
}

async function pay({ id, totalAmount }: RouterOutputs["booking"]["create"]): Promise<void> {
  const payment = keyedCall(foyer.booking.pay, {
    id,
    paymentMethod: "credit_card",
    paymentToken: values.card,
    expectedTotalAmount: totalAmount,
  });
  await payment.send();
}

async function queueUp(event: FoundEvent, ticketTypeId?: string): Promise<string> {
  try {
    const place = await foyer.waitlist.join.mutate({ eventId: event.id, ticketTypeId, ticketQuantity });
    return `sold out; waiting at place ${place.position}`;
  } catch (error) {
    // Asking for more would cost the place it has.
    if (isFoyerError(error, "ALREADY_WAITING"))
      return `sold out; waiting at place ${error.data.position} for fewer`;
    if (isFoyerError(error, "TICKETS_AVAILABLE")) return "tickets came back; start again";
    throw error;
  }
}

await signIn();
for await (const event of foyer.event.list.all({ search: values.search, sort: "date" })) {
  console.log(`${event.name}: ${await buy(event)}`);
}
