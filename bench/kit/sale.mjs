import { ObjectId } from "mongodb";
import { provideIndexes, startDatabase } from "./database.mjs";
import { addEvents, eventDocument } from "./events.mjs";
import { runLoad } from "./load.mjs";
import { addPeople } from "./people.mjs";
import { startServer } from "./server.mjs";

/** Tickets of the warm-up event. */
const PLENTY = 1_000_000;

/**
 * Everything a sale needs: a database with signed-in users, events without bookings and one more event for the
 * warm-up, and a server on it.
 *
 * @param {object} sale
 * @param {(stop: () => unknown) => void} sale.onEnd
 * @param {number} sale.events
 * @param {number} sale.capacity of each
 * @param {number} sale.people
 * @param {number} [sale.kinds] ticket types of each event, with quotas that add up to more than its capacity; none by default
 */
export async function prepareSale({ onEnd, events, capacity, people: count, kinds = 0 }) {
  const database = await startDatabase();
  onEnd(database.stop);
  await provideIndexes(database.url());
  const db = database.db();
  const [organizer] = await addPeople(db, 1, { name: "Organizer" });
  const documents = Array.from({ length: events }, () =>
    eventDocument(organizer.id, { capacity, ...kindsOf(kinds, capacity) }),
  );
  const warmUp = eventDocument(organizer.id, {
    capacity: PLENTY,
    name: "Getting warm",
    ...kindsOf(kinds, PLENTY),
  });
  await addEvents(db, [...documents, warmUp]);
  const people = await addPeople(db, count);
  const server = await startServer(database.url());
  onEnd(server.stop);
  return {
    database,
    db,
    server,
    organizer,
    tokens: people.map(({ token }) => token),
    eventIds: documents.map(({ _id }) => _id),
    typeIds: typeIdsOf(documents[0]),
    warmUpEventId: warmUp._id,
    warmUpTypeIds: typeIdsOf(warmUp),
  };
}

/** Ticket types as `event.create` writes them, each with a quota of a fifth more than its share. */
function kindsOf(count, capacity) {
  const ticketTypes = Array.from({ length: count }, (_, index) => ({
    id: new ObjectId(),
    name: `Kind ${index + 1}`,
    price: 2_500 + index * 500,
    quota: Math.ceil((capacity * 1.2) / count),
    taken: 0,
    waitingCount: 0,
    carriedTaken: 0,
    isHidden: false,
    isClosed: false,
  }));
  return count === 0 ? {} : { ticketTypes };
}

function typeIdsOf({ ticketTypes = [] } = {}) {
  return ticketTypes.map(({ id }) => id);
}

/** Books the warm-up event, so that code is compiled and connections are open. */
export async function warmUp(
  { server, tokens, warmUpEventId, warmUpTypeIds },
  { buyers, bookings, seconds },
) {
  return runLoad({
    load: "book",
    origin: server.origin,
    buyers,
    tokens: tokens.slice(0, bookings),
    eventIds: [warmUpEventId],
    typeIds: warmUpTypeIds,
    seconds,
  });
}

/** The figures of a sale, with the load of the machine. */
export function figuresOf(sale, { eventLoopDelay, cpu }) {
  const { begunAt: _, endedAt: __, saleEndedAt: ___, loadCpu, ...figures } = sale;
  return { ...figures, eventLoopDelay, cores: { ...cpu, load: loadCpu } };
}
