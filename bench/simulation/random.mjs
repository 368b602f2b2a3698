/**
 * A seeded pseudo-random generator (mulberry32). `uniform` is in [0, 1).
 *
 * @param {number} seed
 */
export function createRandom(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  /** Standard normal, by the Box-Muller transform. */
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    /** An integer from 0 to `count - 1`. */
    below: (count) => Math.floor(uniform() * count),
    /** Its median is 1. */
    lognormal: (spread) => Math.exp(spread * normal()),
  };
}
