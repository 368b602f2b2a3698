import { connectMany } from "./connection.mjs";

const TICK_MS = 4;

/**
 * People look around at a steady rate, whether they are answered or not, until told to end. Each request is told with
 * its time of day, so that those of some period can be picked.
 *
 * @param {object} plan
 * @param {string} plan.origin
 * @param {number} plan.perSecond
 * @param {number} plan.connections
 * @param {readonly object[]} plan.requests taken in turn
 * @param {Promise<void>} finished
 */
export async function browse({ origin, perSecond, connections, requests }, finished) {
  const browsers = connectMany(origin, connections);
  const begun = performance.now();
  const samples = [];
  const underWay = new Set();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - begun) / 1_000) * perSecond);
    for (; sent < due; sent++) {
      const at = Date.now();
      const look = browsers
        .send(requests[sent % requests.length])
        .then(({ status, ms }) => {
          samples.push([at, Math.round(ms * 1_000) / 1_000, status]);
        })
        .finally(() => underWay.delete(look));
      underWay.add(look);
    }
  }, TICK_MS);
  await finished;
  clearInterval(timer);
  await Promise.all(underWay);
  browsers.close();
  return { samples };
}
