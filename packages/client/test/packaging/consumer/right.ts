// What a program writes against the installed package. All of it has to compile.
import {
  type CodesOf,
  createFoyerClient,
  type ErrorCode,
  type FoyerClient,
  isFoyerError,
  isRefusalOf,
  type RouterInputs,
  type RouterOutputs,
  reasonOf,
} from "@foyer/client";
import { formatMoney } from "@foyer/client/money";
import { fileTokens } from "@foyer/client/node";
import { readTicketCode, type TicketClaim } from "@foyer/client/ticket";

/** Fails to compile for `any`, which everything else accepts. */
type Known<Type> = 0 extends 1 & Type ? never : Type;
function known<Type>(value: Known<Type>): Type {
  return value;
}

const url = "http://localhost:3000/trpc";
const foyer: FoyerClient = createFoyerClient({ url, tokens: fileTokens("tokens.json") });

// A program with a key of its own, as text, or read from where secrets are kept.
export const bot: FoyerClient = createFoyerClient({ url, apiKey: known<string>("foyer_") });
export const keeper: FoyerClient = createFoyerClient({
  url,
  apiKey: async () => undefined,
  timeoutMs: 5_000,
});

export async function book(): Promise<string> {
  const page = known(await foyer.event.list.query({ search: "jazz", sort: "date" }));
  const [event] = page.items;
  if (event === undefined) return "Nothing is on.";
  const name: string = known(event.name);
  const dateTime: Date = known(event.dateTime);
  const wish: RouterInputs["booking"]["create"] = {
    eventId: event.id,
    ticketQuantity: 2,
    paymentMethod: "cash",
  };
  const booking: RouterOutputs["booking"]["create"] = await foyer.booking.create.mutate(wish);
  const status: "cancelled" | "confirmed" | "pending" = known(booking.status);
  // An id says what it is of.
  const eventId: RouterOutputs["event"]["byId"]["id"] = booking.eventId;
  const price: string = formatMoney(booking.totalAmount, booking.currency);
  return [name, dateTime.toISOString(), status, eventId, price].join(" ");
}

export async function who(): Promise<string | undefined> {
  const me = await foyer.user.me.query();
  return me === null ? undefined : known(me.email);
}

export function explain(error: unknown): ErrorCode | undefined {
  if (isFoyerError(error)) {
    const data = known(error.data);
    const status: number | undefined = data?.httpStatus;
    console.log(status);
  }
  return reasonOf(error);
}

export function ticketsLeft(error: unknown): number {
  return isFoyerError(error, "EVENT_SOLD_OUT", "TICKETS_AVAILABLE") ? known(error.data.availableTickets) : 0;
}

/** The codes that any call may be refused with. */
type Usual = CodesOf<"event.list">;

/** Exhaustive: a code that is missing here would be no `never`. */
export function whyNotCancelled(error: unknown): string {
  if (!isRefusalOf(error, "booking.cancel")) return "no answer";
  const reason: Exclude<CodesOf<"booking.cancel">, Usual> | Usual = error.data.reason;
  switch (reason) {
    case "BOOKING_NOT_ACTIVE":
    case "CANCELLATION_CLOSED":
    case "ALREADY_CHECKED_IN":
    case "IDEMPOTENCY_KEY_REUSED":
      return reason;
    case "NOT_FOUND":
    case "FORBIDDEN":
      return "not yours";
    case "UNAUTHENTICATED":
    case "SESSION_REUSED":
      return "sign in";
    case "INVALID_INPUT":
    case "MALFORMED_REQUEST":
    case "REQUEST_TOO_LARGE":
    case "UNSUPPORTED_MEDIA_TYPE":
    case "METHOD_NOT_ALLOWED":
    case "ORIGIN_NOT_ALLOWED":
      return "a defect";
    case "RATE_LIMITED":
    case "BUSY":
    case "DATABASE_UNAVAILABLE":
    case "INTERNAL":
      return "later";
    default:
      return reason satisfies never;
  }
}

export async function names(): Promise<string[]> {
  const all: string[] = [];
  for await (const event of foyer.event.list.all({ search: "jazz" })) all.push(known(event.name));
  return all;
}

export function follow(eventId: string): () => void {
  const stream = foyer.event.onAvailability.subscribe(
    { eventId },
    { onData: ({ data }) => console.log(known(data.availableTickets)) },
  );
  return () => stream.unsubscribe();
}

export const claim: TicketClaim | undefined = readTicketCode("FOYER-");
