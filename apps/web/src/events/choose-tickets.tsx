import type { EventDetails } from "@foyer/contract/event";
import type { TicketTypeId } from "@foyer/contract/ids";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { useState } from "react";
import { type Choice, mostOf, stepped } from "./order";
import { TicketTypeRow } from "./ticket-type-row";
import classes from "./ticket-type-row.module.css";
import { saleOf } from "./ticket-type-sale";

/** A list of more is scrolled: there, what cannot be had comes last. */
const FEW_KINDS = 8;

type ChooseTicketsProps = {
  event: EventDetails;
  /** The kinds that are shown, those included that a code opens. */
  types: readonly TicketTypeView[];
  choice: Choice;
  now: Date;
  onChoose: (choice: Choice) => void;
  /** The error of booking, and the kind that caused it. */
  error: unknown;
  errorOf: string | undefined;
  onWait: ((ticketTypeId: TicketTypeId) => void) | undefined;
  /** What else is said of a kind, by its id. */
  notes?: ReadonlyMap<string, string>;
};

/** The kinds of tickets of an event, with how many are chosen of each. */
export function ChooseTickets({
  event,
  types,
  choice,
  now,
  onChoose,
  error,
  errorOf,
  onWait,
  notes,
}: ChooseTicketsProps) {
  // As it was at first, so that nothing moves under a finger.
  const [off] = useState(
    () => new Set(types.filter((type) => saleOf(type, now) !== "on_sale").map(({ id }) => id)),
  );
  const isLast = ({ id }: TicketTypeView) => types.length > FEW_KINDS && off.has(id);
  const ordered = [...types.filter((type) => !isLast(type)), ...types.filter(isLast)];
  const all = [...choice.values()].reduce((sum, quantity) => sum + quantity, 0);
  return (
    <ul className={classes.list} aria-label="Kinds of tickets">
      {ordered.map((type) => {
        const quantity = choice.get(type.id) ?? 0;
        return (
          <TicketTypeRow
            key={type.id}
            type={type}
            currency={event.currency}
            timeZone={event.timeZone}
            now={now}
            quantity={quantity}
            max={mostOf(type, all - quantity, event)}
            onChange={(after) => onChoose(new Map([...choice, [type.id, stepped(type, quantity, after)]]))}
            error={type.id === errorOf ? error : null}
            onWait={onWait && (() => onWait(type.id))}
            note={notes?.get(type.id)}
          />
        );
      })}
    </ul>
  );
}
