import { randomBytes } from "node:crypto";

/** A source of random bytes. Tests may use a deterministic one. */
export type RandomSource = (byteCount: number) => Uint8Array;

/** Random bytes are drawn from the system in blocks, since each draw has a high fixed cost. */
const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);

/** The system's source. */
export const secureRandom: RandomSource = (byteCount) => {
  if (byteCount > POOL_BYTES) return randomBytes(byteCount);
  if (pool.length < byteCount) pool = randomBytes(POOL_BYTES);
  const taken = pool.subarray(0, byteCount);
  pool = pool.subarray(byteCount);
  return taken;
};
