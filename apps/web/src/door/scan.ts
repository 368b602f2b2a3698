import { errorCode } from "@foyer/contract/error-codes";
import { z } from "zod";

/** Instants are milliseconds here: scans are kept as JSON. */
const moment = z.number();

const refusal = z.object({
  reason: errorCode,
  admittedAt: moment.optional(),
  admittedBy: z.string().optional(),
  eventName: z.string().optional(),
});
/** Why a ticket is refused; where it was used before, when and by whom. */
export type Refusal = z.output<typeof refusal>;

const admission = z.object({
  bookingId: z.string(),
  attendeeName: z.string(),
  ticketNumber: z.number(),
  ticketQuantity: z.number(),
  amountDue: z.number(),
  currency: z.string(),
});
/** What the server says of a ticket that it let in. */
export type Admission = z.output<typeof admission>;

/**
 * What became of a scan. `held` was only judged by this device and waits for the server's word; what this device
 * turned away is `refused` at once, and asks the server once whether it knows better (`asksServer` until it did).
 */
const outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("held"), isGenuine: z.boolean() }),
  z.object({ kind: z.literal("admitted"), admission }),
  z.object({ kind: z.literal("refused"), refusal, asksServer: z.boolean() }),
]);
export type Outcome = z.output<typeof outcome>;

/** One ticket held before one device, once. */
const scan = z.object({
  scanId: z.string(),
  code: z.string(),
  ticket: z.object({ bookingId: z.string(), number: z.number() }),
  scannedAt: moment,
  outcome,
  /** Somebody took the admission back; `isSent` once the server knows. */
  undo: z.object({ scanId: z.string(), isSent: z.boolean() }).nullable(),
  /** How often the server itself failed at it. */
  failures: z.number(),
  /** Whether its holder went in before the server could refuse it, and nobody has seen to it yet. */
  needsSorting: z.boolean(),
});
export type Scan = z.output<typeof scan>;

/** Every scan of one door on this device, oldest first. */
export const scans = z.array(scan);

export type TicketName = Scan["ticket"];
