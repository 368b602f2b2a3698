import { LRUCache } from "lru-cache";

/** When the use of a key was last audited as refused, in milliseconds, by the key's id. */
export type KeyRefusals = LRUCache<string, number>;

const MAX_NOTED = 5_000;

/** What this process remembers of refused keys. */
export function createKeyRefusals(): KeyRefusals {
  return new LRUCache({ max: MAX_NOTED });
}
