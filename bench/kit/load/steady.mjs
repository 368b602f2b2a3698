import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { finished as written } from "node:stream/promises";
import { mutation } from "../api.mjs";
import { distribution } from "../percentiles.mjs";
import { connectMany } from "./connection.mjs";

/** How long a booking is tried for after the last one was begun, in milliseconds. */
const LAST_PATIENCE_MS = 60_000;

/**
 * Bookings at a steady rate, whatever the answers, at several processes of which any may die. Each booking is sent with
 * one idempotency key until some process answers it.
 *
 * @param {object} plan
 * @param {readonly string[]} plan.origins
 * @param {readonly string[]} plan.tokens one person each; all of them book one event before the next begins
 * @param {readonly string[]} plan.eventIds
 * @param {number} plan.perSecond
 * @param {number} plan.seconds
 * @param {number} plan.connections to each process
 * @param {string} plan.file gets the id of each booking that was confirmed, one on a line
 */
export async function steady({ origins, tokens, eventIds, perSecond, seconds, connections, file }) {
  const run = `${process.pid}-${randomUUID().slice(0, 8)}`;
  const pools = origins.map((origin) => connectMany(origin, connections));
  const confirmed = createWriteStream(file);
  const times = [];
  const unexpected = {};
  const again = {};
  const total = Math.min(Math.floor(perSecond * seconds), tokens.length * eventIds.length);
  const begun = performance.now();
  const until = begun + seconds * 1_000 + LAST_PATIENCE_MS;
  let booked = 0;
  let gaveUp = 0;

  async function book(index) {
    const input = {
      eventId: eventIds[Math.floor(index / tokens.length)],
      ticketQuantity: 1,
      paymentMethod: "cash",
      idempotencyKey: `${run}-${index}`,
    };
    const request = mutation("booking.create", input, tokens[index % tokens.length]);
    const startedAt = performance.now();
    for (let attempt = 0; performance.now() < until; attempt++) {
      const { status, retryAfter, text } = await pools[(index + attempt) % pools.length].send(request);
      if (status === 200) {
        booked++;
        times.push(performance.now() - startedAt);
        confirmed.write(`${/"json":\{"id":"([0-9a-f]{24})"/.exec(text())?.[1]}\n`);
        return;
      }
      // No answer, or an error that passes.
      if (status !== 0 && status !== 503) return count(unexpected, `${status} ${text().slice(0, 200)}`);
      count(again, status === 0 ? "no answer" : "503");
      const wait = retryAfter === undefined ? 100 : Number(retryAfter) * 1_000;
      await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())));
    }
    gaveUp++;
  }

  const open = [];
  for (let index = 0; index < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - begun) / 1_000) * perSecond));
    while (index < due) open.push(book(index++));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(open);
  confirmed.end();
  await written(confirmed);
  for (const pool of pools) pool.close();
  return { wanted: total, booked, gaveUp, unexpected, again, ...distribution(times) };
}

function count(counts, what) {
  counts[what] = (counts[what] ?? 0) + 1;
}
