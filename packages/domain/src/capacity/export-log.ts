import type { EventId } from "@foyer/contract/ids";
import type { AppContext } from "../context.js";
import { EXPORT_PAGE_SIZE, everyRow } from "../machinery/pagination.js";
import { type CapacityLogAnswer, listCapacityLog } from "./list-capacity-log.js";

/** An event's whole capacity log, newest first. For those who run it. */
export function exportCapacityLog(
  context: Pick<AppContext, "db">,
  eventId: EventId,
): AsyncGenerator<CapacityLogAnswer> {
  return everyRow((cursor) => listCapacityLog(context, { eventId, cursor, limit: EXPORT_PAGE_SIZE }));
}
