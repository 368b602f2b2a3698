import { newObjectId } from "@foyer/db/raw-commands";
import type { PricedItem } from "../ticket-types/order-tickets.js";
import { countTickets } from "../ticket-types/wanted-tickets.js";
import type { BookingRow } from "./booking.js";

/** An addition as a booking stores it. */
export type StoredAddition = NonNullable<BookingRow["addition"]>;

/** The terms of an addition, decided when it is held. */
interface AdditionTerms
  extends Pick<StoredAddition, "amount" | "discountAmount" | "holdExpiresAt" | "waitlistEntryId"> {
  readonly returns?: readonly number[];
}

/** Makes the addition that holds tickets for a booking. Nothing else makes one. */
export function newAddition(
  added: readonly PricedItem[],
  { returns = [], ...terms }: AdditionTerms,
  now: Date,
): StoredAddition {
  const items = added.flatMap(({ ticketTypeId, name, ...item }) =>
    ticketTypeId === null || name === null ? [] : [{ ticketTypeId, name, ...item }],
  );
  return {
    ...terms,
    id: newObjectId(now),
    items,
    unitPrice: items.length > 0 ? null : (added[0]?.unitPrice ?? null),
    ticketQuantity: countTickets(added),
    returns: [...returns],
    isCash: false,
  };
}
