import { connectMany } from "./connection.mjs";

const TICK_MS = 4;

/**
 * An open loop: reads at a steady rate, whether answered or not, until told to end. Each sample has its time of day, so
 * that those of a period can be selected.
 *
 * @param {object} plan
 * @param {string} plan.origin
 * @param {number} plan.perSecond
 * @param {number} plan.connections
 * @param {readonly object[]} plan.requests taken in turn
 * @param {Promise<void>} finished
 */
export async function browse({ origin, perSecond, connections, requests }, finished) {
  const pool = connectMany(origin, connections);
  const begun = performance.now();
  const samples = [];
  const underWay = new Set();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1_000) * perSecond);
    for (; sent < due; sent++) {
      const at = Date.now();
      const read = pool
        .send(requests[sent % requests.length])
        .then(({ status, ms }) => {
          samples.push([at, Math.round(ms * 1_000) / 1_000, status]);
        })
        .finally(() => underWay.delete(read));
      underWay.add(read);
    }
  }, TICK_MS);
  await finished;
  clearInterval(timer);
  await Promise.all(underWay);
  pool.close();
  return { samples };
}
