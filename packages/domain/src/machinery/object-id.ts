import type { Clock } from "../clock.js";
import type { RandomSource } from "../random.js";

/**
 * A new ObjectId in hexadecimal: four bytes of seconds, then eight random ones. Made here and not by the
 * database where one transaction writes several documents that name each other.
 */
export function newObjectId({
  clock,
  random,
}: {
  readonly clock: Clock;
  readonly random: RandomSource;
}): string {
  const bytes = Buffer.allocUnsafe(12);
  bytes.writeUInt32BE(Math.floor(clock.now().getTime() / 1000));
  bytes.set(random(8), 4);
  return bytes.toString("hex");
}
