import type { BookingDetails } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import type { ReactNode } from "react";
import { METHOD_WORDS } from "../payments/payment-words";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { PAYMENT_WORDS } from "./history-words";
import classes from "./managed-booking.module.css";

/** The payments of a booking and what was given back of them, newest first; nothing where there are neither. */
export function BookingMoney({ booking }: { booking: BookingDetails }) {
  const { payments, refunds, currency } = booking;
  if (payments.length === 0 && refunds.length === 0) return null;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <section aria-labelledby="money" className={classes.section}>
      <h3 id="money" className={classes.heading}>
        Payments and refunds
      </h3>
      <ul className={classes.history}>
        {refunds.map(({ id, amount, method, state, reason, refundedAt, createdAt }) => (
          <Entry key={id} at={refundedAt ?? createdAt}>
            {state === "due" ? "To be given back" : "Given back"}: {money(amount)}, {METHOD_WORDS[method]}
            {reason !== null && (
              <span className={classes.more}>
                <Typed>{reason}</Typed>
              </span>
            )}
          </Entry>
        ))}
        {payments.map(({ id, amount, method, state, isLate, createdAt }) => (
          <Entry key={id} at={createdAt}>
            {PAYMENT_WORDS[state]}: {money(amount)}, {METHOD_WORDS[method]}
            {isLate && <span className={classes.more}>It came after the time to pay had run out.</span>}
          </Entry>
        ))}
      </ul>
    </section>
  );
}

function Entry({ at, children }: { at: Date; children: ReactNode }) {
  return (
    <li className={classes.entry}>
      <span>{children}</span>
      <span className={classes.when}>{whenHere(at)}</span>
    </li>
  );
}
