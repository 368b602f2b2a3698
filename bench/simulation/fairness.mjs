import { STATE } from "./crowd.mjs";
import { createRandom } from "./random.mjs";

/**
 * How far a sale departs from the order of arrival, measured against one that serves strictly in that order.
 *
 * @returns `cameTooLate`: the share of those served who in that order would have got nothing; `overtaken`: of pairs
 *   who were both served, the share whose later one was served first
 */
export function judgeFairness({ arrivals, quantities }, fates, capacity, seed) {
  const served = [];
  let left = capacity;
  let cameTooLate = 0;
  for (let person = 0; person < arrivals.length; person++) {
    const wouldBeServed = quantities[person] <= left;
    if (wouldBeServed) left -= quantities[person];
    if (fates.states[person] !== STATE.served) continue;
    served.push(person);
    if (!wouldBeServed) cameTooLate++;
  }
  return {
    cameTooLate: cameTooLate / (served.length || 1),
    overtaken: overtaken(served, fates.places, seed),
  };
}

const PAIRS = 200_000;

/** From pairs drawn at random: there are too many to check all. */
function overtaken(served, places, seed) {
  if (served.length < 2) return 0;
  const random = createRandom(seed);
  let pairs = 0;
  let wrong = 0;
  while (pairs < PAIRS) {
    const one = random.below(served.length);
    const other = random.below(served.length);
    if (one === other) continue;
    pairs++;
    // Served buyers are in their order of arrival.
    if (one < other !== places[served[one]] < places[served[other]]) wrong++;
  }
  return wrong / PAIRS;
}
