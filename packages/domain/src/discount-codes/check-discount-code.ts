import type { CheckedDiscountCode, checkedDiscountCode } from "@foyer/contract/discount-code";
import type { EventId } from "@foyer/contract/ids";
import type { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { toTicketTypeView } from "../ticket-types/ticket-type.js";
import { findUsable, opensType } from "./discount-code.js";

/**
 * What a code is good for: its discount, and the hidden ticket types that it opens.
 *
 * @throws DomainError NOT_FOUND, CODE_INVALID, CODE_USED_UP
 */
export async function checkDiscountCode(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  typed: { readonly eventId: EventId; readonly code: CheckedDiscountCode["code"] },
): Promise<z.input<typeof checkedDiscountCode>> {
  const event = await db.prisma.event.findUnique({
    where: { id: typed.eventId },
    select: { availableTickets: true, ticketTypes: true },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  const usable = await findUsable(db.prisma, typed, clock.now());
  const { code, kind, value, ticketTypeIds } = usable;
  const opens = event.ticketTypes
    .filter((type) => type.isHidden && opensType(usable, type))
    .map((type) => toTicketTypeView(type, event.availableTickets));
  return { code, kind, value, ticketTypeIds: [...ticketTypeIds], opens };
}
