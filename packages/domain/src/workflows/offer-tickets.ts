import { type EventId, eventId as toId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { acceptsBookings, isWithinSales } from "../events/bookability.js";
import { processEach } from "../machinery/process-each.js";
import { leftOf, salesOf, sumByType, type TicketType, withTaken } from "../ticket-types/ticket-type.js";
import { changeWaitingCount } from "../waitlist/change-waiting-count.js";
import { endedPlace, type PlaceEnd } from "../waitlist/ended-place.js";
import { makeOffer, typesOf } from "./make-offer.js";
import { offeringColumns, type Place, turnsOfPlaces } from "./turns-of-places.js";

/** The maximum numbers of offers, and of places ended without one, per transaction. {@link offerLeftovers} continues. */
const OFFERS_AT_ONCE = 20;
const ENDED_AT_ONCE = 100;

/** How many places are read at once. */
const PLACES_AT_ONCE = 100;

/**
 * Offers an event's free tickets to its waiting list. Each offer is a pending booking with a longer hold than
 * usual, or an addition to the booking that somebody has already. In the order of joining, each place whose quantity fits gets
 * an offer; the others keep their place (domain rules, Waiting list). Called in the transaction that returns the tickets, so that nobody can book them
 * in between. Places that may not be offered any are ended on the way. There is a limit to both.
 *
 * @param justJoined the place of a user who is just joining, and needs no time to be notified
 */
export async function offerReturnedTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  eventId: EventId,
  justJoined?: string,
): Promise<Offered> {
  const event = await tx.event.findUnique({
    where: { id: eventId },
    select: { ...offeringColumns, isActive: true, waitingCount: true, salesFrom: true, salesUntil: true },
  });
  const now = context.clock.now();
  if (event === null || event.waitingCount === 0) return NOTHING_OFFERED;
  if (!acceptsBookings(event, now) || !isWithinSales(event, now)) return NOTHING_OFFERED;

  let stock: Stock = event;
  let offers = 0;
  const leaving: Place[] = [];
  const ended: EndedPlace[] = [];
  const isFull = () => offers === OFFERS_AT_ONCE || ended.length === ENDED_AT_ONCE;
  let after: Place | undefined;
  while (stock.availableTickets > 0 && !isFull()) {
    const places = await nextPlaces(tx, eventId, stock, now, after);
    const turns = await turnsOfPlaces(tx, eventId, event, places);
    for (const place of places) {
      if (isFull()) break;
      const turn = turns.get(place.id);
      if (turn === undefined || turn.kind === "later") continue;
      const quantity = turn.kind === "offer" ? turn.quantity : place.ticketQuantity;
      if (quantity > leftFor(stock, place, now)) continue;
      leaving.push(place);
      if (turn.kind === "end") {
        ended.push({ id: place.id, end: turn.end });
        continue;
      }
      const { holdSeconds, offerSeconds } = context.holds;
      const seconds = place.id === justJoined ? Math.min(holdSeconds, offerSeconds) : offerSeconds;
      await makeOffer(tx, context, { eventId, event, place, turn, now, seconds });
      const taken = typesOf({ ...place, ticketQuantity: quantity });
      stock = {
        availableTickets: stock.availableTickets - quantity,
        ticketTypes: withTaken(stock.ticketTypes, sumByType(taken)),
      };
      offers++;
    }
    after = places.at(-1);
    if (places.length < PLACES_AT_ONCE) break;
  }
  await endPlaces(tx, ended, now);
  await changeWaitingCount(tx, context, eventId, leaving, -1);
  return { offers, isDone: !isFull() };
}

/** What one transaction did of the offers that can be made. */
interface Offered {
  readonly offers: number;
  /** Whether there is nothing left to do, as opposed to a limit being reached. */
  readonly isDone: boolean;
}

const NOTHING_OFFERED: Offered = { offers: 0, isDone: true };

/** The tickets that can be offered. */
interface Stock {
  readonly availableTickets: number;
  /** Empty where the event has one kind. */
  readonly ticketTypes: readonly TicketType[];
}

/** How many tickets there are for a place: of its kind, which has to be on sale. */
function leftFor(
  { availableTickets, ticketTypes }: Stock,
  { ticketTypeId }: Pick<Place, "ticketTypeId">,
  now: Date,
): number {
  if (ticketTypeId === null) return availableTickets;
  const type = ticketTypes.find(({ id }) => id === ticketTypeId);
  return type !== undefined && salesOf(type, now) === "on_sale" ? leftOf(type, availableTickets) : 0;
}

/**
 * Offers tickets that other transactions left: beyond the limits of a transaction, or because sales were
 * closed then.
 *
 * @returns how many offers were made
 * @throws AggregateError if some events failed; the others are done
 */
export async function offerLeftovers(context: AppContext): Promise<number> {
  const events = await context.db.prisma.event.findMany({
    where: {
      waitingCount: { gt: 0 },
      availableTickets: { gt: 0 },
      isActive: true,
      dateTime: { gt: context.clock.now() },
    },
    select: { id: true },
  });
  return processEach(events, "waiting lists", ({ id }) => offerAllOf(context, toId.parse(id)));
}

async function offerAllOf(context: AppContext, eventId: EventId): Promise<number> {
  let offers = 0;
  for (;;) {
    const made = await context.db.transaction((tx) => offerReturnedTickets(tx, context, eventId));
    offers += made.offers;
    if (made.isDone) return offers;
  }
}

/** Of some kinds, or of none: from before the event had any. */
function ofSomeType(ids: string[]) {
  return { OR: [{ ticketTypeId: { in: ids } }, { ticketTypeId: null }, { ticketTypeId: { isSet: false } }] };
}

async function nextPlaces(
  tx: Transaction,
  eventId: EventId,
  stock: Stock,
  now: Date,
  after: Place | undefined,
): Promise<Place[]> {
  const types = stock.ticketTypes.filter(({ id }) => leftFor(stock, { ticketTypeId: id }, now) > 0);
  return tx.waitlistEntry.findMany({
    where: {
      eventId,
      state: "waiting",
      ticketQuantity: { lte: stock.availableTickets },
      ...(stock.ticketTypes.length > 0 && { AND: [ofSomeType(types.map(({ id }) => id))] }),
      ...(after !== undefined && {
        OR: [{ joinedAt: { gt: after.joinedAt } }, { joinedAt: after.joinedAt, id: { gt: after.id } }],
      }),
    },
    orderBy: [{ joinedAt: "asc" }, { id: "asc" }],
    take: PLACES_AT_ONCE,
    select: { id: true, userId: true, ticketQuantity: true, ticketTypeId: true, joinedAt: true },
  });
}

/** A place that ends without an offer. */
interface EndedPlace {
  readonly id: string;
  readonly end: PlaceEnd;
}

async function endPlaces(tx: Transaction, ended: readonly EndedPlace[], now: Date): Promise<void> {
  for (const places of Map.groupBy(ended, ({ end }) => end.state).values()) {
    const [first] = places;
    if (first === undefined) continue;
    await tx.waitlistEntry.updateMany({
      where: { id: { in: places.map(({ id }) => id) } },
      data: endedPlace(first.end, now),
    });
  }
}
