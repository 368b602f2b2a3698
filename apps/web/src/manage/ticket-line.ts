import type { CapacityLogView } from "@foyer/contract/event";

type LogRow = Pick<CapacityLogView, "operation" | "quantity" | "timestamp"> & { id: string };

/** How many tickets were available right after a row of the log. */
export type TicketPoint = { id: string; at: Date; available: number };

/**
 * Walks the log backwards from what is available now. `rows` are newest first, as the API gives them; the
 * answer is in the same order, so that it can stand beside the table.
 */
export function ticketLine(rows: readonly LogRow[], availableNow: number): TicketPoint[] {
  let available = availableNow;
  return rows.map((row) => {
    const point = { id: row.id, at: row.timestamp, available };
    available += row.operation === "reserve" ? row.quantity : -row.quantity;
    return point;
  });
}
