import type { BookingItem } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { counted } from "../shared/counted";
import { Typed } from "../shared/typed";
import classes from "./price-breakdown.module.css";

type PriceBreakdownProps = {
  items: readonly BookingItem[];
  discountCode: string | null;
  /** Minor units, like `totalAmount`. */
  discountAmount: number;
  totalAmount: number;
  currency: string;
  /** How many tickets go back for it, so that the discount is what they count for. */
  returnedTickets?: number;
};

/** Whether there is anything to break down: one kind without a discount says it all with its price. */
export function hasBreakdown({
  items,
  discountAmount,
}: Pick<PriceBreakdownProps, "items" | "discountAmount">): boolean {
  return discountAmount > 0 || items.some(({ name }) => name !== null);
}

/** What makes up a price: kinds of tickets, discount, total. */
export function PriceBreakdown({
  items,
  discountCode,
  discountAmount,
  totalAmount,
  currency,
  returnedTickets = 0,
}: PriceBreakdownProps) {
  const money = (amount: number) => formatMoney(amount, currency);
  if (!hasBreakdown({ items, discountAmount })) return null;
  return (
    <dl className={classes.list}>
      {items.map(({ ticketTypeId, name, unitPrice, quantity }) => (
        <div key={`${ticketTypeId} ${unitPrice}`} className={classes.line}>
          <dt>
            {quantity.toLocaleString("en")} × {name === null ? "ticket" : <Typed>{name}</Typed>}
            {quantity > 1 && unitPrice > 0 && <span className={classes.soft}> at {money(unitPrice)}</span>}
          </dt>
          <dd>{unitPrice === 0 ? "Free" : money(unitPrice * quantity)}</dd>
        </div>
      ))}
      {discountAmount > 0 && (
        <div className={classes.line}>
          <dt>
            {returnedTickets > 0 ? `Less ${counted(returnedTickets, "ticket")} given back` : "Discount"}
            {discountCode !== null && (
              <>
                {" "}
                with <Typed>{discountCode}</Typed>
              </>
            )}
          </dt>
          <dd>−{money(discountAmount)}</dd>
        </div>
      )}
      <div className={classes.total}>
        <dt>Total</dt>
        <dd>{totalAmount === 0 ? "Free" : money(totalAmount)}</dd>
      </div>
    </dl>
  );
}
