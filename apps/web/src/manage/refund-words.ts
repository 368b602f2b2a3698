import type { RefundView } from "@foyer/contract/payment";
import { browserZone, clockIn, dayIn } from "../shared/times";

type Refund = Pick<
  RefundView,
  "state" | "method" | "failures" | "problem" | "nextTryAt" | "refundedAt" | "isLate"
>;

/** The state of a refund, with further details. */
export function refundWords(refund: Refund): { state: string; more: string[] } {
  const late = refund.isLate ? ["Paid too late for this booking."] : [];
  if (refund.state === "refunded") {
    return { state: "Given back", more: [...(refund.refundedAt ? [when(refund.refundedAt)] : []), ...late] };
  }
  if (refund.method === "cash") {
    return { state: "To give back in cash", more: ["Mark it here once you have done so.", ...late] };
  }
  if (refund.failures === 0) return { state: "On its way back", more: late };
  const tries = refund.failures === 1 ? "Tried once" : `Tried ${refund.failures} times`;
  const next = refund.nextTryAt ? `, next try ${when(refund.nextTryAt)}` : "";
  return {
    state: "Failed, tried again",
    more: [
      `${tries}${next}.`,
      ...(refund.problem ? [`The payment provider says: “${refund.problem}”`] : []),
      ...late,
    ],
  };
}

function when(moment: Date): string {
  const zone = browserZone();
  return `${dayIn(moment, zone)}, ${clockIn(moment, zone)}`;
}
