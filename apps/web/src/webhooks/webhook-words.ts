import type { DeliveryState, DeliveryView, WebhookTestResult, WebhookView } from "@foyer/contract/webhook";
import type { WebhookType } from "@foyer/contract/webhook-types";
import { counted } from "../shared/counted";
import { whenHere } from "../shared/times";

/** The events by subject, in the order in which they are offered. */
export const TYPE_GROUPS: readonly { readonly title: string; readonly types: readonly WebhookType[] }[] = [
  { title: "Bookings", types: ["booking.held", "booking.confirmed", "booking.cancelled", "booking.changed"] },
  {
    title: "Payments",
    types: ["payment.succeeded", "payment.failed", "payment.refund_due", "payment.refunded"],
  },
  { title: "Events", types: ["event.updated", "event.cancelled", "event.sold_out"] },
  { title: "Waiting list", types: ["waitlist.offered"] },
  { title: "Door", types: ["ticket.admitted", "ticket.admission_undone"] },
];

/** What each event tells of. */
export const WORDS_FOR_TYPES: Readonly<Record<WebhookType, string>> = {
  "booking.held": "Tickets are held",
  "booking.confirmed": "A booking is confirmed",
  "booking.cancelled": "A booking is cancelled",
  "booking.changed": "Something else of a booking changes",
  "payment.succeeded": "Money arrives",
  "payment.failed": "A payment fails",
  "payment.refund_due": "Money is due back",
  "payment.refunded": "Money is given back",
  "event.updated": "An event is edited, opened or closed",
  "event.cancelled": "An event is cancelled",
  "event.sold_out": "The last ticket is taken",
  "waitlist.offered": "Tickets are offered to somebody who waits",
  "ticket.admitted": "A ticket is admitted",
  "ticket.admission_undone": "An admission is undone",
};

export const WORDS_FOR_STATES: Readonly<Record<DeliveryState, string>> = {
  queued: "Waiting",
  delivered: "Delivered",
  given_up: "Failed",
};

/** How a webhook is doing. */
export type WebhookHealth = "off" | "gone" | "failing" | "working";

export function healthOf({ isEnabled, isGone, failingSince }: WebhookView): WebhookHealth {
  if (!isEnabled) return isGone ? "gone" : "off";
  return failingSince === null ? "working" : "failing";
}

/** The same in a sentence, with what to do. */
export function healthWords(webhook: WebhookView): { readonly state: string; readonly more: string } {
  switch (healthOf(webhook)) {
    case "off":
      return { state: "Switched off", more: "Nothing is sent. Switch it on to be told again." };
    case "gone":
      return {
        state: "Switched off by its receiver",
        more: "The receiver answered that it is gone. Correct the address, then switch it on.",
      };
    case "failing":
      return {
        state: `Failing since ${whenHere(webhook.failingSince ?? webhook.createdAt)}`,
        more: `${webhook.lastProblem ?? "Deliveries fail."} Each delivery is tried for three days.`,
      };
    case "working":
      return {
        state: "Working",
        more:
          webhook.lastDeliveredAt === null
            ? "Nothing has been delivered yet."
            : `Last delivered ${whenHere(webhook.lastDeliveredAt)}.`,
      };
  }
}

/** When a delivery is tried next, and what came of the last try. */
export function tryWords({ state, tries, nextTryAt, deliveredAt, lastProblem }: DeliveryView): string[] {
  const so = tries === 0 ? "Not tried yet" : counted(tries, "try", "tries");
  const when =
    state === "delivered" && deliveredAt !== null
      ? `${so}, delivered ${whenHere(deliveredAt)}`
      : state === "queued" && nextTryAt !== null && tries > 0
        ? `${so}, next ${whenHere(nextTryAt)}`
        : so;
  return lastProblem === null ? [when] : [when, lastProblem];
}

/** What came of a test. */
export function testWords({ isDelivered, status, problem, durationMs }: WebhookTestResult): string {
  const time = `after ${durationMs.toLocaleString("en")} ms`;
  return isDelivered
    ? `The test arrived: the receiver answered ${status} ${time}.`
    : `The test did not arrive. ${problem ?? ""} (${time})`;
}

/** @example eventsWords(webhook) // "All events", "3 events" */
export function eventsWords({ events }: WebhookView): string {
  const all = TYPE_GROUPS.flatMap(({ types }) => types).length;
  return events.length === all ? "All events" : counted(events.length, "event");
}

/** A payload with line breaks. */
export function readablePayload(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
