import { applyIndexes, IndexError, verifyIndexes } from "@foyer/db/apply-indexes";
import { backfill } from "@foyer/db/backfill";
import { findServerProblem } from "@foyer/db/check-server";
import { type Database, openDatabase } from "@foyer/db/database";
import { declareIndexes, type IndexDeclaration } from "@foyer/db/indexes";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import { fillLocalDays } from "@foyer/domain/events/fill-local-days";
import { mergeCategories } from "@foyer/domain/events/merge-categories";
import type { FailpointHook } from "@foyer/domain/failpoints";
import type { MailTransport, SendMail } from "@foyer/domain/outbox/mail";
import type { SecurityEvent } from "@foyer/domain/security/security-events";
import { renewStoredKeys } from "@foyer/domain/workflows/renew-stored-keys";
import type { Logger } from "pino";
import type { Config } from "./config.js";
import { ConfigError } from "./config-error.js";
import { type DatabaseServer, joinDatabase, provideDatabase } from "./database-server.js";
import { providePayments } from "./payments/provide-payments.js";

/** A Foyer that is ready to serve, and how to take it down again. */
export interface RunningFoyer {
  readonly context: AppContext;
  /** Disconnects, then ends the database if it is ours. */
  stop(): Promise<void>;
}

/** What the host lends to the parts below it. */
interface HostParts {
  readonly log: Logger;
  readonly sendMail: SendMail;
  readonly mailTransport: MailTransport | null;
  /** Tests end the process at places that matter; nothing else sets this. */
  readonly failpoint?: FailpointHook;
}

/**
 * Puts the parts below HTTP together: database, indexes, domain.
 *
 * @throws ConfigError when the database is too old or an index cannot be had
 */
export async function startFoyer(
  config: Config,
  { onLost, ...parts }: HostParts & { readonly onLost: () => void },
): Promise<RunningFoyer> {
  const server = await provideDatabase(config.database, onLost);
  return startOn(server, config, { ...parts, mayChangeIndexes: true });
}

/** The same beside a server that may be running already, for commands that only look: they change no index. */
export async function joinFoyer(config: Config, log: Logger): Promise<RunningFoyer> {
  const sendMail = () => {
    throw new Error("A command that looks at the books mails nobody.");
  };
  const server = await joinDatabase(config.database, () => {});
  return startOn(server, config, { log, sendMail, mailTransport: sendMail, mayChangeIndexes: false });
}

async function startOn(
  server: DatabaseServer,
  config: Config,
  { log, mayChangeIndexes, ...parts }: HostParts & { readonly mayChangeIndexes: boolean },
): Promise<RunningFoyer> {
  const db = openDatabase(server.url);
  const stop = async () => {
    await db.close();
    await server.stop();
  };
  try {
    const reason = await findServerProblem(db);
    if (reason !== undefined) throw new ConfigError(reason);
    if (mayChangeIndexes) {
      await provideIndexes(db, declareIndexes(config), log);
      await backfill(db);
      const renewed = await renewStoredKeys({ db });
      if (renewed > 0) log.info({ documents: renewed }, "what events and people are found by was made again");
      const merged = await mergeCategories({ db });
      if (merged > 0) log.info({ events: merged }, "categories that differed in spelling alone are one");
      const dated = await fillLocalDays({ db });
      if (dated > 0) log.info({ events: dated }, "older events have their own days and today's zone names");
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { secureCookies, publicUrl, rateLimits } = config;
  const onSecurityEvent = (event: SecurityEvent) => log.info({ securityEvent: event }, "security event");
  const context = createAppContext({
    ...parts,
    db,
    secureCookies,
    publicUrl,
    rateLimits,
    payments: await providePayments(config.payments, { db, log }),
    holds: config.holds,
    onSecurityEvent,
  });
  return { context, stop };
}

async function provideIndexes(
  db: Database,
  declarations: readonly IndexDeclaration[],
  log: Logger,
): Promise<void> {
  try {
    for (const { collection, name, problem } of await applyIndexes(db, declarations)) {
      log.info({ collection, index: name, problem }, "index applied");
    }
  } catch (error) {
    if (error instanceof IndexError) throw new ConfigError(error.message);
    throw error;
  }
  const [problem] = await verifyIndexes(db, declarations);
  if (problem !== undefined) {
    throw new ConfigError(`The index ${problem.collection}.${problem.name} is ${problem.problem}`);
  }
}
