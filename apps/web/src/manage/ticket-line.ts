import type { CapacityLogView } from "@foyer/contract/event";

type LogRow = Pick<CapacityLogView, "operation" | "quantity" | "timestamp"> & { id: string };

/** The available tickets right after a log row. */
export type TicketPoint = { id: string; at: Date; available: number };

/**
 * Computes the availability after each log row, backwards from the current one. `rows` and result are newest
 * first.
 */
export function ticketLine(rows: readonly LogRow[], availableNow: number): TicketPoint[] {
  let available = availableNow;
  return rows.map((row) => {
    const point = { id: row.id, at: row.timestamp, available };
    available += row.operation === "reserve" ? row.quantity : -row.quantity;
    return point;
  });
}
