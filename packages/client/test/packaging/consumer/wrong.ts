// What has to be refused: a declaration that has become `any` would accept all of it, and each line that is expected to
// be an error and is none is one.
import {
  createFoyerClient,
  type ErrorCode,
  isFoyerError,
  keyedCall,
  type RouterInputs,
  type RouterOutputs,
} from "@foyer/client";
import { formatMoney } from "@foyer/client/money";

// @ts-expect-error the address is missing
createFoyerClient({});

const url = "http://localhost:3000/trpc";
// @ts-expect-error a program has a key or a session
createFoyerClient({ url, apiKey: "foyer_", sessionToken: () => "token" });
// @ts-expect-error a program has a key or a session
createFoyerClient({ url, apiKey: "foyer_", tokens: { get: () => undefined, set: () => {} } });
// @ts-expect-error a key is a text
createFoyerClient({ url, apiKey: 1 });

const foyer = createFoyerClient({ url });

// @ts-expect-error there is no such router
foyer.events;
// @ts-expect-error there is no such procedure
foyer.event.search;
// @ts-expect-error a query is not a mutation
foyer.event.list.mutate;
// @ts-expect-error a mutation is not a query
foyer.booking.create.query;

// @ts-expect-error signing out takes no key
keyedCall(foyer.user.logout, {});
// @ts-expect-error signing in takes no key
keyedCall(foyer.user.login, { email: "", password: "" });
// @ts-expect-error the event is missing
keyedCall(foyer.booking.create, { ticketQuantity: 1, paymentMethod: "cash" });
// @ts-expect-error there is no such field
keyedCall(foyer.booking.create, { eventId: "", tickets: 1, paymentMethod: "cash" });
// @ts-expect-error a query is not sent once
keyedCall(foyer.event.byId, { id: "" });

export async function wrong(): Promise<void> {
  // @ts-expect-error there is no such filter
  await foyer.event.list.query({ text: "jazz" });
  // @ts-expect-error sorting is by one of three
  await foyer.event.list.query({ sort: "venue" });
  // @ts-expect-error the event is missing
  await foyer.booking.create.mutate({ ticketQuantity: 1, paymentMethod: "cash" });
  // @ts-expect-error a quantity is a number
  await foyer.booking.create.mutate({ eventId: "", ticketQuantity: "1", paymentMethod: "cash" });
  // @ts-expect-error there is no such means of payment
  await foyer.booking.create.mutate({ eventId: "", ticketQuantity: 1, paymentMethod: "bitcoin" });

  const event = await foyer.event.byId.query({ id: "" });
  // @ts-expect-error there is no such field
  event.title;
  // @ts-expect-error it is a date
  const dateTime: string = event.dateTime;
  // @ts-expect-error nobody may be signed in
  (await foyer.user.me.query()).email;
  console.log(dateTime);
}

export function left(error: unknown): number {
  // @ts-expect-error it is not known which error it is
  if (isFoyerError(error)) return error.data.availableTickets;
  // @ts-expect-error a changed price says nothing of tickets
  if (isFoyerError(error, "PRICE_CHANGED")) return error.data.availableTickets;
  // @ts-expect-error there is no such code
  if (isFoyerError(error, "SOLD_OUT")) return 0;
  return 1;
}

// @ts-expect-error a procedure that answers no pages has nothing to be read to its end
foyer.event.byId.all;

type Booking = RouterOutputs["booking"]["create"];
// @ts-expect-error the id of a booking is not that of an event
export const eventOf = (booking: Booking): Booking["eventId"] => booking.id;
// @ts-expect-error there is no such procedure
export type Missing = RouterInputs["booking"]["giveAway"];
// @ts-expect-error there is no such code
export const code: ErrorCode = "SOLD_OUT";
// @ts-expect-error the currency is missing
formatMoney(1_250);
