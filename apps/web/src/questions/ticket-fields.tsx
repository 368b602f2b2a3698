import type { ReactNode } from "react";
import { Typed } from "../shared/typed";
import classes from "./details-form.module.css";

type TicketFieldsProps = {
  number: number;
  ticketType?: { readonly name: string } | null;
  children: ReactNode;
};

/** The fields about one ticket, under its number and its kind. */
export function TicketFields({ number, ticketType, children }: TicketFieldsProps) {
  return (
    <fieldset className={classes.ticket}>
      <legend className={classes.legend}>
        Ticket {number}
        {ticketType && (
          <>
            , <Typed>{ticketType.name}</Typed>
          </>
        )}
      </legend>
      {children}
    </fieldset>
  );
}
