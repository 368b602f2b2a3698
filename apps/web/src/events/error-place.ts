import { isFoyerError } from "@foyer/client";
import type { TicketTypeView } from "@foyer/contract/ticket-type";

/** Where on an event's page the error of booking is shown: beside what caused it. */
export type ErrorPlace =
  | { readonly kind: "type"; readonly ticketTypeId: string }
  | { readonly kind: "code" }
  | { readonly kind: "form" };

/** @param types the kinds that are shown */
export function errorPlace(error: unknown, types: readonly Pick<TicketTypeView, "id">[]): ErrorPlace {
  if (isFoyerError(error, "CODE_INVALID") || isFoyerError(error, "CODE_USED_UP")) return { kind: "code" };
  const isAboutTickets =
    isFoyerError(error, "TICKET_TYPE_SOLD_OUT") ||
    isFoyerError(error, "NOT_ON_SALE") ||
    isFoyerError(error, "TOO_MANY_TICKETS");
  const ticketTypeId = isAboutTickets ? error.data.ticketTypeId : undefined;
  return ticketTypeId !== undefined && types.some(({ id }) => id === ticketTypeId)
    ? { kind: "type", ticketTypeId }
    : { kind: "form" };
}
