import type { Transaction } from "@foyer/db/database";
import { endedPlace, type PlaceEnd } from "./ended-place.js";

/** Ends places whose offers end. Those that are not offered any more stay as they are. */
export async function endOffers(
  tx: Transaction,
  placeIds: readonly (string | null | undefined)[],
  end: PlaceEnd,
  at: Date,
): Promise<void> {
  const ids = placeIds.flatMap((id) => id ?? []);
  if (ids.length === 0) return;
  await tx.waitlistEntry.updateMany({
    where: { id: { in: ids }, state: "offered" },
    data: endedPlace(end, at),
  });
}
