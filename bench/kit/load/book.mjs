import { randomUUID } from "node:crypto";
import { mutation } from "../api.mjs";
import { distribution, round } from "../percentiles.mjs";
import { connect } from "./connection.mjs";

/**
 * A closed loop of buyers, each on a keep-alive connection of their own: whenever one has a final answer, the next one
 * sends `booking.create`. After a 503 with `Retry-After` a buyer waits that long and repeats the request with the same
 * idempotency key. A buyer's latency runs from the first request to the final answer, waits included.
 *
 * @param {object} plan
 * @param {string} plan.origin
 * @param {number} plan.buyers at once
 * @param {readonly string[]} plan.tokens one buyer each
 * @param {readonly string[]} plan.eventIds the n-th buyer books the n-th of them, over and over
 * @param {readonly string[]} [plan.typeIds] the ticket types of the one event: the n-th buyer books the n-th of them
 * @param {number} plan.seconds no first request is sent after that
 */
export async function book({ origin, buyers, tokens, eventIds, typeIds = [], seconds }) {
  const begunAt = Date.now();
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  const run = `${process.pid}-${randomUUID().slice(0, 8)}`;
  const bookedAfter = [];
  const refusedAfter = [];
  const requestTimes = [];
  const refusals = {};
  const deferredBySeconds = {};
  const unexpected = {};
  let requests = 0;
  let gaveUp = 0;
  let lastBookedAt = begun;
  let next = 0;

  async function buyOne(connection, index) {
    const eventId = eventIds[index % eventIds.length];
    const ticketTypeId = typeIds[index % typeIds.length];
    const order =
      ticketTypeId === undefined ? { ticketQuantity: 1 } : { items: [{ ticketTypeId, quantity: 1 }] };
    const input = { eventId, ...order, paymentMethod: "cash", idempotencyKey: `${run}-${index}` };
    const request = mutation("booking.create", input, tokens[index]);
    const startedAt = performance.now();
    for (;;) {
      const { status, retryAfter, text, ms } = await connection.send(request);
      requests++;
      requestTimes.push(ms);
      const now = performance.now();
      if (status === 200) {
        bookedAfter.push(now - startedAt);
        lastBookedAt = now;
        return;
      }
      if (status === 503 && retryAfter !== undefined) {
        deferredBySeconds[retryAfter] = (deferredBySeconds[retryAfter] ?? 0) + 1;
        const wait = Number(retryAfter) * 1_000;
        if (now + wait > until) {
          gaveUp++;
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, wait));
        continue;
      }
      const reason = /"reason":"([A-Z_]+)"/.exec(text())?.[1];
      if (status === 409 && reason !== undefined) {
        refusedAfter.push(now - startedAt);
        refusals[reason] = (refusals[reason] ?? 0) + 1;
        return;
      }
      const kind = `${status} ${reason ?? ""}`.trim();
      unexpected[kind] = (unexpected[kind] ?? 0) + 1;
      return;
    }
  }

  const connections = Array.from({ length: Math.min(buyers, tokens.length) }, () => connect(origin));
  await Promise.all(
    connections.map(async (connection) => {
      while (next < tokens.length && performance.now() < until) await buyOne(connection, next++);
    }),
  );
  const ended = performance.now();
  for (const connection of connections) connection.close();
  const saleSeconds = Math.max(0.001, (lastBookedAt - begun) / 1_000);
  return {
    perSecond: Math.round(bookedAfter.length / saleSeconds),
    ...distribution(bookedAfter),
    booked: bookedAfter.length,
    refused: refusedAfter.length,
    /** By error code, and the latency of those answers. */
    refusals,
    refusedAfter: distribution(refusedAfter),
    /** Answers with `Retry-After`, by its seconds. */
    deferred: Object.values(deferredBySeconds).reduce((sum, count) => sum + count, 0),
    deferredBySeconds,
    gaveUp,
    unexpected,
    /** Single requests, without the waits for `Retry-After`. */
    requests,
    requestTimes: distribution(requestTimes),
    saleSeconds: round(saleSeconds),
    begunAt,
    endedAt: begunAt + (ended - begun),
    saleEndedAt: begunAt + (lastBookedAt - begun),
  };
}
