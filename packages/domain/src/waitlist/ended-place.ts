import type { WaitlistEnd, WaitlistState } from "@foyer/contract/waitlist";

/** How a place ends; a closed one has a reason. */
export type PlaceEnd =
  | { readonly state: Exclude<WaitlistState, "waiting" | "offered" | "closed"> }
  | { readonly state: "closed"; readonly because: WaitlistEnd };

/** The columns written to a place that ends. */
export function endedPlace(end: PlaceEnd, at: Date) {
  return {
    state: end.state,
    ...(end.state === "closed" && { endedBecause: end.because }),
    endedAt: at,
    updatedAt: at,
  };
}
