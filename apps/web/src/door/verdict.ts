import { formatMoney } from "@foyer/contract/money";
import { ERROR_MESSAGES } from "../shared/error-messages";
import { listWords } from "../shared/list-words";
import { clockIn, dayIn } from "../shared/times";
import type { Admission, Refusal, Scan } from "./scan";
import { ASSUMED_INSIDE_AFTER_MS } from "./scan-queue";
import type { LinkState } from "./scan-sender";

/** The appearance of a result. */
export type Tone = "admitted" | "refused" | "held" | "idle";

export type Verdict = {
  tone: Tone;
  title: string;
  /** Most important first. */
  lines: readonly string[];
};

type Circumstances = { link: LinkState; now: Date; timeZone: string };

/** The result of a scan as displayed. */
export function verdictOf(scan: Scan, { link, now, timeZone }: Circumstances): Verdict {
  const { outcome } = scan;
  if (scan.undo !== null) {
    const who = outcome.kind === "admitted" ? [ticketWords(outcome.admission)] : [];
    return { tone: "idle", title: "Taken back", lines: [...who, "This ticket may come in again."] };
  }
  switch (outcome.kind) {
    case "admitted":
      return {
        tone: "admitted",
        title: "Admitted",
        lines: [ticketWords(outcome.admission), ...doorLines(outcome.admission)],
      };
    case "refused":
      return { tone: "refused", title: "Refused", lines: [refusalWords(outcome.refusal, now, timeZone)] };
    case "held":
      return {
        tone: "held",
        title: outcome.isGenuine ? "Genuine" : "Not known yet",
        lines: [heldWords(scan, outcome.isGenuine, { link, now })],
      };
  }
}

/** Whether a held ticket waits for the network, as opposed to being checked at this moment. */
export function isWaiting(scan: Scan, { link, now }: Pick<Circumstances, "link" | "now">): boolean {
  return link === "broken" || now.getTime() - scan.scannedAt > ASSUMED_INSIDE_AFTER_MS;
}

function heldWords(scan: Scan, isGenuine: boolean, at: Pick<Circumstances, "link" | "now">): string {
  if (!isWaiting(scan, at)) return "Checking…";
  return isGenuine
    ? "Will be checked when the network is back."
    : "This device cannot tell whether it is genuine. It will be checked when the network is back.";
}

/** @example ticketWords(admission) // "Balcony, ticket 1 of 2" */
function ticketWords({ ticketNumber, ticketQuantity, ticketType }: Admission): string {
  // Numbers go on after tickets were given back, so they may be higher than there are tickets.
  const place =
    ticketNumber > ticketQuantity ? `icket ${ticketNumber}` : `icket ${ticketNumber} of ${ticketQuantity}`;
  return ticketType == null ? `T${place}` : `${ticketType}, t${place}`;
}

/** Whom a ticket is for: the name on it, or the booking's. */
export function nameOf({ holderName, attendeeName }: Admission): string {
  return holderName ?? attendeeName;
}

/** What staff is to know besides: whose booking it is, and answers to questions that are for the door. */
function doorLines({ holderName, attendeeName, answers }: Admission): string[] {
  const booked = holderName == null || holderName === attendeeName ? [] : [`Booked by ${attendeeName}`];
  return [...booked, ...(answers ?? []).map(({ question, answer }) => `${question} ${answer}`)];
}

/** @example ticketsWords([1, 2, 4]) // "Tickets 1, 2 and 4" */
export function ticketsWords(numbers: readonly number[]): string {
  const listed = listWords(numbers.map(String));
  return `${numbers.length === 1 ? "Ticket" : "Tickets"} ${listed}`;
}

/** Cash to be collected at the door; undefined if all is paid. */
export function dueWords({
  amountDue,
  currency,
}: Pick<Admission, "amountDue" | "currency">): string | undefined {
  return amountDue > 0 ? `Collect ${formatMoney(amountDue, currency)}` : undefined;
}

/** Why a ticket is rejected, with when and by whom it was used. */
export function refusalWords(refusal: Refusal, now: Date, timeZone: string): string {
  const { reason, admittedAt, admittedBy, eventName } = refusal;
  if (reason === "ALREADY_CHECKED_IN" && admittedAt !== undefined) {
    const when = momentWords(new Date(admittedAt), now, timeZone);
    return admittedBy === undefined
      ? `Scanned on this device already ${when}.`
      : `Used already ${when}. Let in by ${admittedBy}.`;
  }
  if (reason === "TICKET_OF_ANOTHER_EVENT" && eventName !== undefined) {
    return `This is a ticket for “${eventName}”. Send its holder there.`;
  }
  if (reason === "EVENT_CANCELLED") {
    return "This event was cancelled, so its tickets are void. Do not admit.";
  }
  return ERROR_MESSAGES[reason];
}

/** The time, with the day if it is another one. @example momentWords(at, now, zone) // "at 19:02" */
export function momentWords(at: Date, now: Date, timeZone: string): string {
  const day = dayIn(at, timeZone);
  const clock = `at ${clockIn(at, timeZone)}`;
  return day === dayIn(now, timeZone) ? clock : `${day} ${clock}`;
}

/** For a text that is not a ticket code. */
export const UNREADABLE: Verdict = {
  tone: "refused",
  title: "Refused",
  lines: ["This is no ticket code. Scan the square code of the ticket, or type what stands beneath it."],
};

/** For what looks like a code typed with another keyboard layout. */
export const MISTYPED: Verdict = {
  tone: "refused",
  title: "Not readable",
  lines: [
    "The scanner’s keyboard layout seems to be wrong. Set the scanner to the layout of this device, or this device to the scanner’s, and scan again.",
  ],
};

export const NOTHING_YET: Verdict = {
  tone: "idle",
  title: "Ready",
  lines: ["Scan a ticket, or type its code."],
};
