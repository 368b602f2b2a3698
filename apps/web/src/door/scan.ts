import { errorCode } from "@foyer/contract/error-codes";
import { z } from "zod";

/** Instants are milliseconds here, since scans are stored as JSON. */
const moment = z.number();

const refusal = z.object({
  reason: errorCode,
  admittedAt: moment.optional(),
  admittedBy: z.string().optional(),
  eventName: z.string().optional(),
});
/** Why a ticket is rejected; for a used one, when and by whom it was checked in. */
export type Refusal = z.output<typeof refusal>;

const admission = z.object({
  bookingId: z.string(),
  attendeeName: z.string(),
  // Missing in scans that an older version of the app stored.
  holderName: z.string().nullish(),
  ticketType: z.string().nullish(),
  answers: z.array(z.object({ question: z.string(), answer: z.string() })).nullish(),
  ticketNumber: z.number(),
  ticketQuantity: z.number(),
  amountDue: z.number(),
  currency: z.string(),
});
/** The server's answer for an admitted ticket. */
export type Admission = z.output<typeof admission>;

/**
 * The outcome of a scan. `held` was only checked by this device and waits for the server. A ticket that this
 * device rejects is `refused` at once and sent to the server once for confirmation (`asksServer` until then).
 */
const outcome = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("held"), isGenuine: z.boolean() }),
  z.object({ kind: z.literal("admitted"), admission }),
  z.object({ kind: z.literal("refused"), refusal, asksServer: z.boolean() }),
]);
export type Outcome = z.output<typeof outcome>;

/** One scan of one ticket on one device. */
const scan = z.object({
  scanId: z.string(),
  code: z.string(),
  ticket: z.object({ bookingId: z.string(), number: z.number() }),
  scannedAt: moment,
  outcome,
  /** The admission was undone; `isSent` once the server knows. */
  undo: z.object({ scanId: z.string(), isSent: z.boolean() }).nullable(),
  /** How often the server failed on it. */
  failures: z.number(),
  /** Whether its holder was let in before the server rejected it, and staff has not dealt with it yet. */
  needsSorting: z.boolean(),
});
export type Scan = z.output<typeof scan>;

/** All scans for one event on this device, oldest first. */
export const scans = z.array(scan);

export type TicketName = Scan["ticket"];
