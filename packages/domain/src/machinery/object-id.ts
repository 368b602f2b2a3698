import { ObjectId } from "bson";
import type { Clock } from "../clock.js";

/**
 * A new ObjectId in hexadecimal. Made here and not by the database where one transaction writes several documents that
 * name each other.
 */
export function newObjectId({ clock }: { readonly clock: Clock }): string {
  const seconds = Math.floor(clock.now().getTime() / 1000);
  return new ObjectId(ObjectId.generate(seconds)).toHexString();
}
