import type { Prisma } from "../generated/client/index.js";
import type { Database } from "./database.js";

/**
 * Required fields that older documents lack, and their values there. Prisma cannot read a document without them.
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

/** Adds the fields of {@link ADDED_FIELDS} to older documents. Idempotent. */
export async function backfill(db: Database): Promise<void> {
  for (const { collection, field, value } of ADDED_FIELDS) {
    await db.prisma.$runCommandRaw({
      update: collection,
      updates: [{ q: { [field]: { $exists: false } }, u: { $set: { [field]: value } }, multi: true }],
    });
  }
}
