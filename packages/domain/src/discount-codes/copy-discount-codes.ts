import type { Transaction } from "@foyer/db/database";

/**
 * Copies the codes of an event that are switched on to one that was just made of it, in its transaction; nobody has used the
 * copies.
 *
 * @param typeIds the copy's kinds by those of the event
 * @param moved moves a time of the event to the copy's
 */
export async function copyDiscountCodes(
  tx: Transaction,
  {
    from,
    to,
    typeIds,
    moved,
    now,
  }: {
    readonly from: string;
    readonly to: string;
    readonly typeIds: ReadonlyMap<string, string>;
    readonly moved: (moment: Date | null) => Date | null;
    readonly now: Date;
  },
): Promise<void> {
  const codes = await tx.discountCode.findMany({
    where: { eventId: from, isActive: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    omit: { id: true, uses: true },
  });
  const copies = codes.flatMap((code) => {
    const ticketTypeIds = code.ticketTypeIds.flatMap((id) => typeIds.get(id) ?? []);
    // For kinds that are gone it is of no use, and not for all.
    if (ticketTypeIds.length === 0 && code.ticketTypeIds.length > 0) return [];
    const validFrom = moved(code.validFrom);
    const validUntil = moved(code.validUntil);
    return [{ ...code, eventId: to, ticketTypeIds, validFrom, validUntil, createdAt: now, updatedAt: now }];
  });
  if (copies.length > 0) await tx.discountCode.createMany({ data: copies });
}
