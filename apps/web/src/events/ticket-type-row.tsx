import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { Button } from "@mantine/core";
import { ErrorNotice } from "../shared/error-notice";
import { priceWords } from "../shared/price-input";
import { whenIn } from "../shared/times";
import { Typed } from "../shared/typed";
import { TicketStepper } from "./ticket-stepper";
import classes from "./ticket-type-row.module.css";
import { limitWords, saleOf, saleWords } from "./ticket-type-sale";

type TicketTypeRowProps = {
  type: TicketTypeView;
  currency: string;
  timeZone: string;
  now: Date;
  quantity: number;
  max: number;
  onChange: (quantity: number) => void;
  /** The error of booking, if this kind caused it. */
  error: unknown;
  /** Opens the form to join the waiting list for this kind. */
  onWait: (() => void) | undefined;
  note?: string | undefined;
};

/** A kind of tickets: its price, what is left of it, and how many are chosen. */
export function TicketTypeRow({
  type,
  currency,
  timeZone,
  now,
  quantity,
  max,
  onChange,
  error,
  onWait,
  note,
}: TicketTypeRowProps) {
  const sale = saleOf(type, now);
  const isOnSale = sale === "on_sale";
  const isSoldOut = sale === "sold_out" || sale === "waiting_list";
  // Nobody waits for what there is none of.
  const canWait = isSoldOut && type.quota !== 0;
  const words = saleWords(type, timeZone, now);
  // A date is too long to stand beside the name.
  const isMarked = !isOnSale && sale !== "not_yet";
  const details = [
    isMarked ? undefined : words,
    isOnSale ? limitWords(type) : undefined,
    isOnSale && type.salesUntil !== null ? `until ${whenIn(type.salesUntil, timeZone)}` : undefined,
    note,
  ].filter((words) => words !== undefined);
  return (
    <li className={classes.row} data-off={!isOnSale || undefined} data-chosen={quantity > 0 || undefined}>
      <div className={classes.line}>
        <div className={classes.words}>
          <h3 className={classes.name} dir="auto">
            {type.name}
          </h3>
          <p className={classes.price}>{priceWords(type.price, currency)}</p>
        </div>
        {isOnSale && (
          <TicketStepper quantity={quantity} min={0} max={max} onChange={onChange} of={type.name} />
        )}
        {isMarked && <p className={classes.off}>{words}</p>}
      </div>
      {type.description !== null && (
        <p className={classes.description}>
          <Typed>{type.description}</Typed>
        </p>
      )}
      {details.length > 0 && <p className={classes.state}>{details.join(" · ")}</p>}
      {canWait && onWait && (
        <Button
          variant="default"
          className={classes.wait}
          onClick={onWait}
          aria-label={`Join the waiting list: ${type.name}`}
        >
          Join the waiting list
        </Button>
      )}
      {error != null && <ErrorNotice error={error} />}
    </li>
  );
}
