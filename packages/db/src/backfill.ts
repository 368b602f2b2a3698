import type { Prisma } from "../generated/client/index.js";
import type { Database } from "./database.js";

/**
 * Fields that the schema demands and older documents lack, with what they mean there. Prisma cannot read a
 * document without them.
 */
const ADDED_FIELDS: readonly {
  readonly collection: Prisma.ModelName;
  readonly field: string;
  readonly value: number;
}[] = [
  { collection: "Event", field: "waitingCount", value: 0 },
  { collection: "Event", field: "calendarVersion", value: 0 },
  { collection: "Booking", field: "admittedTickets", value: 0 },
];

/** Gives older documents the fields that were added since. Done again it changes nothing. */
export async function backfill(db: Database): Promise<void> {
  for (const { collection, field, value } of ADDED_FIELDS) {
    await db.prisma.$runCommandRaw({
      update: collection,
      updates: [{ q: { [field]: { $exists: false } }, u: { $set: { [field]: value } }, multi: true }],
    });
  }
}
