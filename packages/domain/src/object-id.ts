import type { Foyer } from "./foyer.js";

/**
 * A new ObjectId in hexadecimal: four bytes of seconds, then eight random ones. Made here and not by the
 * database where one transaction writes several documents that name each other.
 */
export function newObjectId({ clock, random }: Foyer): string {
  const seconds = Math.floor(clock.now().getTime() / 1000);
  return seconds.toString(16).padStart(8, "0") + Buffer.from(random(8)).toString("hex");
}
