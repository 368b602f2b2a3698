import type { EventStats } from "@foyer/contract/event-stats";

/** What one kind of tickets or one discount code sold. */
export type SalesRow = {
  id: string;
  name: string;
  /** How many there are of it, if that is limited. */
  quota: number | null;
  tickets: number;
  bookings: number;
  amount: number;
  discount: number;
};

/** The sales by kind, which add up to all sales, and by code. */
export function salesRows({
  byTicketType,
  withoutTicketType,
  byCode,
}: Pick<EventStats, "byTicketType" | "withoutTicketType" | "byCode">): Record<"kinds" | "codes", SalesRow[]> {
  const kinds = byTicketType.map(({ ticketTypeId, ...kind }) => ({ id: ticketTypeId, ...kind }));
  const before = { id: "none", name: "Booked before there were kinds", quota: null };
  return {
    kinds: withoutTicketType === null ? kinds : [...kinds, { ...before, ...withoutTicketType }],
    codes: byCode.map(({ codeId, code, ...sales }) => ({ id: codeId, name: code, quota: null, ...sales })),
  };
}
