import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { RandomSource } from "../random.js";

/** The pause after a delivery's first failure; each is four times as long as the one before. */
const FIRST_PAUSE_MS = 5_000;
const PAUSE_GROWS_BY = 4;
const LONGEST_PAUSE_MS = 6 * HOUR_MS;

/** An endpoint counts as failing from so many failures on that no success comes between. */
export const FAILING_FROM = 3;
/** The pause of a failing endpoint, doubling: short, so that one that comes back is soon noticed. */
const FIRST_ENDPOINT_PAUSE_MS = 5_000;
const LONGEST_ENDPOINT_PAUSE_MS = 5 * MINUTE_MS;

/**
 * How long until a delivery is tried again, in milliseconds.
 *
 * @param tries how often it has been tried
 */
export function retryPause(tries: number, random: RandomSource): number {
  return jittered(Math.min(FIRST_PAUSE_MS * PAUSE_GROWS_BY ** (tries - 1), LONGEST_PAUSE_MS), random);
}

/**
 * How long nothing is tried at an endpoint, in milliseconds: 0 unless it is failing.
 *
 * @param failures how many deliveries have failed in a row
 */
export function endpointPause(failures: number, random: RandomSource): number {
  if (failures < FAILING_FROM) return 0;
  const pause = FIRST_ENDPOINT_PAUSE_MS * 2 ** (failures - FAILING_FROM);
  return jittered(Math.min(pause, LONGEST_ENDPOINT_PAUSE_MS), random);
}

/** Three to five quarters of a pause, so that what failed together is not tried together. */
function jittered(pause: number, random: RandomSource): number {
  const [high = 0, low = 0] = random(2);
  return Math.round(pause * (0.75 + ((high * 256 + low) / 65_536) * 0.5));
}
