import { isolated } from "@foyer/contract/characters";
import type { WaitlistEntryView } from "@foyer/contract/waitlist";
import { counted } from "../shared/counted";

const ENDINGS: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
const ordinals = new Intl.PluralRules("en", { type: "ordinal" });

/** @example ordinal(3) // "3rd" */
function ordinal(place: number): string {
  return `${place.toLocaleString("en")}${ENDINGS[ordinals.select(place)]}`;
}

/** @example positionWords(3) // "You are 3rd in line" */
export function positionWords(position: number): string {
  return position === 1 ? "You are next in line" : `You are ${ordinal(position)} in line`;
}

/**
 * What requesting more tickets costs.
 *
 * @param position the user's current place
 * @param waitingCount the number of people waiting
 * @returns undefined if it costs nothing: nobody is behind the user
 */
export function costOfMore(position: number, waitingCount: number): string | undefined {
  if (waitingCount <= position) return undefined;
  const now = position === 1 ? "next" : ordinal(position);
  return `For more tickets you go to the end: ${ordinal(waitingCount)} in line, where you are ${now} now.`;
}

/** @example placeTickets(place) // "2 tickets", or "2 tickets (Standard)" of a kind; "2 more tickets" beside a booking */
export function placeTickets(
  { ticketQuantity, ticketType }: Pick<WaitlistEntryView, "ticketQuantity" | "ticketType">,
  isForMore = false,
): string {
  const tickets = counted(ticketQuantity, isForMore ? "more ticket" : "ticket");
  return ticketType === null ? tickets : `${tickets} (${isolated(ticketType.name)})`;
}

type Outcome = Pick<WaitlistEntryView, "state" | "endedBecause" | "ticketQuantity"> & {
  event: Pick<WaitlistEntryView["event"], "cancellationReason">;
};

/** What became of a place; undefined while it is on the list, or if a booking shows it. */
export function outcomeWords({ state, endedBecause, ticketQuantity, event }: Outcome): string | undefined {
  switch (state) {
    case "waiting":
    case "offered":
    case "accepted":
      return undefined;
    case "declined":
      return "You declined the tickets that came back.";
    case "expired":
      return `${counted(ticketQuantity, "ticket")} came back for you, and the time to take ${ticketQuantity === 1 ? "it" : "them"} ran out.`;
    case "closed":
      return closedWords(endedBecause, event.cancellationReason);
  }
}

function closedWords(because: WaitlistEntryView["endedBecause"], reason: string | null): string {
  switch (because) {
    case "event_cancelled":
      return reason === null
        ? "The organizer cancelled this event."
        : `The organizer cancelled this event: ${isolated(reason)}`;
    case "event_began":
      return "It has begun, and no tickets came back for you.";
    case "capacity_lowered":
      return "The event has fewer tickets now than you waited for. You can join again for fewer.";
    case "offer_withdrawn":
      return "The organizer took back the tickets that were offered to you.";
    case "removed":
      return "The organizer removed you from its waiting list.";
    case "account_disabled":
      return "Your account was disabled when it was your turn.";
    case "left":
    case null:
      return "You are no longer on its waiting list.";
  }
}
