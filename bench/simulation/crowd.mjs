import { createRandom } from "./random.mjs";

/** Tickets per buyer: mostly two. */
const QUANTITIES = [1, 1, 1, 2, 2, 2, 2, 2, 3, 4];

/** State of a buyer. */
export const STATE = { leaseRequests: 0, served: 1, soldOut: 2, gaveUp: 3 };

/**
 * The buyers, in the order of their first requests.
 *
 * @param {object} settings
 * @param {number} settings.buyers
 * @param {number} settings.medianMs when half of them have pressed
 * @param {number} settings.spread of the logarithm of that time: the smaller, the more at once
 * @param {number} settings.seed
 */
export function gatherCrowd({ buyers, medianMs, spread, seed }) {
  const random = createRandom(seed);
  const arrivals = Float64Array.from({ length: buyers }, () => medianMs * random.lognormal(spread)).sort();
  const quantities = Uint8Array.from({ length: buyers }, () => QUANTITIES[random.below(QUANTITIES.length)]);
  return { arrivals, quantities };
}

/** The final states of all buyers: each is set once. */
export function createFates(count) {
  const states = new Uint8Array(count);
  const endedAt = new Float64Array(count);
  /** Rank among those served. */
  const places = new Int32Array(count).fill(-1);
  let served = 0;
  let open = count;
  return {
    states,
    endedAt,
    places,
    get served() {
      return served;
    },
    /** Buyers without a final answer. */
    get open() {
      return open;
    },
    end(person, state, at) {
      if (states[person] !== STATE.leaseRequests) throw new Error("Nobody is answered twice.");
      states[person] = state;
      endedAt[person] = at;
      if (state === STATE.served) places[person] = served++;
      open--;
    },
  };
}
