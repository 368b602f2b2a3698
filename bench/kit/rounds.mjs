/**
 * Runs several rounds and picks the one with the median figure. How a process's code is compiled and its memory laid out
 * stays as it is while it lives, so every round has processes of its own. All reported figures are of the same round.
 *
 * @template Round
 * @param {number} count
 * @param {() => Promise<Round>} measure with fresh processes each time
 * @param {(round: Round) => number} figure
 * @returns {Promise<{ middle: Round, all: Round[] }>}
 */
export async function inRounds(count, measure, figure) {
  const all = [];
  for (let round = 0; round < count; round++) all.push(await measure());
  const sorted = all.toSorted((a, b) => figure(a) - figure(b));
  return { middle: sorted[Math.floor((count - 1) / 2)], all };
}
