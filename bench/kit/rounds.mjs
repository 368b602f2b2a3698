/**
 * Does the same several times over, and picks the time whose figure is the middle one: how a process's code was
 * compiled and how its memory lies stay with it for as long as it lives, and are different the next time. Whatever is
 * told of that round is of one and the same.
 *
 * @template Round
 * @param {number} count
 * @param {() => Promise<Round>} measure begins afresh each time, with processes of its own
 * @param {(round: Round) => number} figure
 * @returns {Promise<{ middle: Round, all: Round[] }>}
 */
export async function inRounds(count, measure, figure) {
  const all = [];
  for (let round = 0; round < count; round++) all.push(await measure());
  const sorted = all.toSorted((a, b) => figure(a) - figure(b));
  return { middle: sorted[Math.floor((count - 1) / 2)], all };
}
