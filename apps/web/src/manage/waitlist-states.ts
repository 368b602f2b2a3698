import type { WaitlistPlace, WaitlistState } from "@foyer/contract/waitlist";
import { whenHere } from "../shared/times";

/** The states of places, as a filter. */
export const WAITLIST_STATES: readonly { value: WaitlistState | undefined; words: string }[] = [
  { value: undefined, words: "Waiting" },
  { value: "offered", words: "Offered" },
  { value: "accepted", words: "Has tickets" },
  { value: "declined", words: "Declined" },
  { value: "expired", words: "Ran out" },
  { value: "closed", words: "Ended" },
];

/** The state of a place, and what else there is to know. */
export function placeStateWords({ state, offer, endedAt, endedBecause, canBeOffered }: WaitlistPlace): {
  state: string;
  more?: string;
} {
  switch (state) {
    case "waiting":
      return { state: "Waiting", ...(canBeOffered && { more: "There are tickets for this place." }) };
    case "offered":
      return { state: "Offered", ...(offer !== null && { more: `Until ${whenHere(offer.expiresAt)}` }) };
    case "accepted":
      return { state: "Has tickets", ...when(endedAt) };
    case "declined":
      return { state: "Declined", ...when(endedAt) };
    case "expired":
      return { state: "The offer ran out", ...when(endedAt) };
    case "closed":
      return { state: endedBecause === null ? "Ended" : ENDED_BECAUSE[endedBecause], ...when(endedAt) };
  }
}

function when(moment: Date | null): { more?: string } {
  return moment === null ? {} : { more: whenHere(moment) };
}

const ENDED_BECAUSE: Readonly<Record<NonNullable<WaitlistPlace["endedBecause"]>, string>> = {
  left: "Left the list",
  event_cancelled: "The event was cancelled",
  event_began: "The event began",
  capacity_lowered: "Wanted more than there are",
  offer_withdrawn: "The offer was taken back",
  account_disabled: "The account is disabled",
  removed: "Removed from the list",
};
