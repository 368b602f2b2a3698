import { formatMoney } from "@foyer/contract/money";
import { z } from "zod";
import { typed } from "../../outbox/typed-words.js";
import { timeOf } from "../event-time.js";
import type { BookingMail, MailContext } from "../mail-context.js";
import { type Fact, paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import {
  bookingFacts,
  bookingLink,
  organizerOf,
  priceFacts,
  ticketBlocks,
  ticketCount,
} from "./shared-words.js";

/** What changed, as it was noted when the mail was queued. Amounts are in minor units of the booking's currency. */
const details = z.object({
  added: z.number().default(0),
  returned: z.number().default(0),
  refundAmount: z.number().default(0),
  /** Tickets that are held until they are paid. */
  held: z.number().default(0),
  amountToPay: z.number().default(0),
  heldUntil: z.coerce.date().optional(),
  /** Only where it was changed by those who run the event. */
  reason: z.string().optional(),
});

/**
 * Tickets were given back or added, or are held until they are paid. Stale once the booking or its event was cancelled, the
 * event is over, or the time to pay has run out.
 */
export function bookingChanged(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  if (booking.status !== "confirmed" || event.cancelledAt !== null || isEventOver(event, now))
    return undefined;
  const change = details.parse(context.details ?? {});
  const { heldUntil, reason } = change;
  const reasonFact: Fact[] = reason === undefined ? [] : [["Reason", typed(reason)]];
  if (heldUntil !== undefined) {
    if (heldUntil <= now) return undefined;
    const amount = formatMoney(change.amountToPay, booking.currency);
    const isOne = change.held === 1;
    const moreTickets = isOne ? "1 more ticket" : `${change.held} more tickets`;
    return {
      subject: `${moreTickets} for ${event.name}`,
      blocks: [
        paragraph(
          `${organizerOf(event)} holds ${moreTickets} for you until ${timeOf(heldUntil, event.timeZone)}. Pay ${amount} until then, and ${isOne ? "it is" : "they are"} yours. What you have booked stays as it is.`,
        ),
        { kind: "facts", facts: [...bookingFacts(context), ...reasonFact] },
        bookingLink(context, `Pay ${amount}`),
      ],
      hasCalendar: false,
    };
  }
  return {
    subject: `Your booking for ${event.name} has changed`,
    blocks: [
      paragraph(whatChanged(context, change)),
      { kind: "facts", facts: [...bookingFacts(context), ...priceFacts(context), ...reasonFact] },
      paragraph(
        "These are the tickets that are valid now. Codes of tickets that were given back let nobody in.",
      ),
      ...ticketBlocks(context),
    ],
    hasCalendar: true,
  };
}

function whatChanged(
  { booking: { currency } }: MailContext,
  { added, returned, refundAmount }: z.infer<typeof details>,
): string {
  const sentences = [
    ...(returned > 0 ? [`${ticketCount(returned)} ${returned === 1 ? "was" : "were"} given back.`] : []),
    ...(added > 0 ? [`${ticketCount(added)} ${added === 1 ? "was" : "were"} added.`] : []),
    ...(refundAmount > 0 ? [`You get ${formatMoney(refundAmount, currency)} back.`] : []),
  ];
  return sentences.length === 0 ? "Your booking was changed." : sentences.join(" ");
}
