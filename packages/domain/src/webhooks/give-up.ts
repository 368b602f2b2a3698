import type { Transaction } from "@foyer/db/database";
import { date, oid, type RawFilter, runCommand } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";

const updated = z.object({ n: z.number() });

type Client = Pick<Transaction, "$runCommandRaw">;

/**
 * Gives up what is queued for an endpoint; each delivery can still be sent again from the log.
 *
 * @param problem why, for the organizer
 */
export async function giveUpQueued(client: Client, endpointId: string, problem: string): Promise<number> {
  return giveUp(client, { state: "queued", endpointId: oid(endpointId) }, problem);
}

/**
 * Gives up deliveries that have been tried for three days, those included that waited for an earlier one.
 *
 * @returns how many
 */
export async function giveUpOldWebhooks({ db, clock }: Pick<AppContext, "db" | "clock">): Promise<number> {
  const filter = { state: "queued", giveUpAt: { $lte: date(clock.now()) } };
  return giveUp(db.prisma, filter, undefined);
}

/** A raw command: Prisma's `updateMany` would read thousands of ids and send them back. */
async function giveUp(client: Client, filter: RawFilter, problem: string | undefined): Promise<number> {
  const set = { state: "given_up", ...(problem !== undefined && { lastProblem: problem }) };
  const updates = [{ q: filter, u: { $set: set }, multi: true }];
  return updated.parse(await runCommand(client, { update: "WebhookDelivery", updates })).n;
}
