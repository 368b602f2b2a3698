import { createRandom } from "./random.mjs";

/** How many tickets people want: most of them two. */
const QUANTITIES = [1, 1, 1, 2, 2, 2, 2, 2, 3, 4];

/** What has become of somebody. */
export const STATE = { asking: 0, served: 1, soldOut: 2, gaveUp: 3 };

/**
 * The people who want tickets, in the order in which they press "book" for the first time.
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

/** The fates of a crowd: each person has one, and has it once. */
export function createFates(count) {
  const states = new Uint8Array(count);
  const endedAt = new Float64Array(count);
  /** Their place among those who were served. */
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
    /** How many have no answer yet. */
    get open() {
      return open;
    },
    end(person, state, at) {
      if (states[person] !== STATE.asking) throw new Error("Nobody is answered twice.");
      states[person] = state;
      endedAt[person] = at;
      if (state === STATE.served) places[person] = served++;
      open--;
    },
  };
}
