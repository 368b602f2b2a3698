import { ChooseTickets } from "../events/choose-tickets";
import { errorPlace } from "../events/error-place";
import { TicketStepper } from "../events/ticket-stepper";
import { counted } from "../shared/counted";
import classes from "./by-hand.module.css";
import type { SaleByHand } from "./use-sale-by-hand";

type ChooseByHandProps = {
  sale: SaleByHand;
  now: Date;
  /** The error of selling. */
  error: unknown;
  /** Called before the choice changes: what was said about another one is no longer true. */
  onChange: () => void;
};

/** Kinds with what is left of each, hidden ones too; a number alone where the event has one kind. */
export function ChooseByHand({ sale, now, error, onChange }: ChooseByHandProps) {
  const { event, types, choice, quantity, max, notes } = sale;
  if (types.length === 0) {
    return (
      <div className={classes.one}>
        <TicketStepper
          quantity={quantity}
          max={max}
          onChange={(after) => {
            onChange();
            sale.setQuantity(after);
          }}
        />
        <span className={classes.soft}>{counted(event.availableTickets, "ticket")} left</span>
      </div>
    );
  }
  const place = errorPlace(error, types);
  return (
    <ChooseTickets
      event={event}
      types={types}
      choice={choice}
      now={now}
      onChoose={(after) => {
        onChange();
        sale.choose(after);
      }}
      error={error}
      errorOf={place.kind === "type" ? place.ticketTypeId : undefined}
      onWait={undefined}
      notes={notes}
    />
  );
}
