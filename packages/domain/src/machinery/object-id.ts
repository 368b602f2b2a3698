import { ObjectId } from "bson";
import type { Clock } from "../clock.js";

/**
 * A new ObjectId in hexadecimal. Generated here rather than by the database, because one transaction writes
 * several documents that refer to each other.
 */
export function newObjectId({ clock }: { readonly clock: Clock }): string {
  const seconds = Math.floor(clock.now().getTime() / 1000);
  return new ObjectId(ObjectId.generate(seconds)).toHexString();
}
