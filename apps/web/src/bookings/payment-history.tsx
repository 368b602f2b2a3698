import { formatMoney } from "@foyer/contract/money";
import type { PaymentView } from "@foyer/contract/payment";
import { attemptWords, METHOD_WORDS } from "../payments/payment-words";
import { whenHere } from "../shared/times";
import classes from "./payment-history.module.css";

/** All payment attempts, newest first, with their outcome. */
export function PaymentHistory({ payments }: { payments: readonly PaymentView[] }) {
  if (payments.length === 0) return null;
  return (
    <section aria-labelledby="payments" className={classes.section}>
      <h2 id="payments" className={classes.title}>
        {payments.length === 1 ? "Payment" : "Payments"}
      </h2>
      <ol className={classes.list}>
        {payments.map((payment) => (
          <li key={payment.id} className={classes.payment} data-state={payment.state}>
            <p className={classes.sum}>
              <span>
                {formatMoney(payment.amount, payment.currency)}, {METHOD_WORDS[payment.method]}
              </span>
              <span className={classes.when}>{whenHere(payment.createdAt)}</span>
            </p>
            <p className={classes.words}>{attemptWords(payment)}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
