import { formatMoney } from "@foyer/contract/money";
import type { BookingRefundView } from "@foyer/contract/payment";
import { METHOD_WORDS } from "../payments/payment-words";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./payment-history.module.css";

/** Money that was given back while the booking stayed, newest first. */
export function RefundHistory({ refunds }: { refunds: readonly BookingRefundView[] }) {
  if (refunds.length === 0) return null;
  return (
    <section aria-labelledby="refunds" className={classes.section}>
      <h2 id="refunds" className={classes.title}>
        {refunds.length === 1 ? "Refund" : "Refunds"}
      </h2>
      <ol className={classes.list}>
        {refunds.map((refund) => (
          <li
            key={refund.id}
            className={classes.payment}
            data-state={refund.state === "due" ? "refund_due" : "refunded"}
          >
            <p className={classes.sum}>
              <span>
                {formatMoney(refund.amount, refund.currency)}, {METHOD_WORDS[refund.method]}
              </span>
              <span className={classes.when}>{whenHere(refund.createdAt)}</span>
            </p>
            <p className={classes.words}>{stateWords(refund)}</p>
            {refund.reason !== null && (
              <p className={classes.words}>
                “<Typed>{refund.reason}</Typed>”
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function stateWords({ state, method, createdAt, refundedAt }: BookingRefundView): string {
  if (state === "due") {
    return method === "cash" ? "Collect it from the organizer." : "It is on its way back to you.";
  }
  // Most are given back within the minute that stands beside it.
  return refundedAt === null || whenHere(refundedAt) === whenHere(createdAt)
    ? "It was given back."
    : `It was given back on ${whenHere(refundedAt)}.`;
}
