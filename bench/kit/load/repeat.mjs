import { distribution } from "../percentiles.mjs";
import { connect } from "./connection.mjs";

/**
 * A closed loop: each of some connections sends one request after the other for a while.
 *
 * @param {object} plan
 * @param {string} plan.origin
 * @param {number} plan.connections
 * @param {readonly object[]} plan.requests taken in turn
 * @param {number} plan.seconds
 */
export async function repeat({ origin, connections, requests: given, seconds }) {
  const requests = given.map((request) => ({ ...request, isRepeated: true }));
  const all = Array.from({ length: connections }, () => connect(origin));
  // Opening the connections is not counted.
  await Promise.all(all.map(({ send }) => send(requests[0])));
  const times = [];
  const statuses = {};
  let next = 0;
  const begun = performance.now();
  const until = begun + seconds * 1_000;
  await Promise.all(
    all.map(async ({ send }) => {
      while (performance.now() < until) {
        const { status, ms } = await send(requests[next++ % requests.length]);
        times.push(ms);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const took = (performance.now() - begun) / 1_000;
  for (const { close } of all) close();
  return { perSecond: Math.round(times.length / took), ...distribution(times), statuses };
}
