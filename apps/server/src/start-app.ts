import { once } from "node:events";
import { applyIndexes, IndexError, verifyIndexes } from "@foyer/db/apply-indexes";
import { backfill } from "@foyer/db/backfill";
import { findServerProblem } from "@foyer/db/check-server";
import { type Database, openDatabase } from "@foyer/db/database";
import { describeDatabaseAddress } from "@foyer/db/database-address";
import { diagnoseServer } from "@foyer/db/diagnose-server";
import { declareIndexes, type IndexDeclaration } from "@foyer/db/indexes";
import type { Tracing } from "@foyer/db/tracing";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import { fillLocalDays } from "@foyer/domain/events/fill-local-days";
import { mergeCategories } from "@foyer/domain/events/merge-categories";
import type { FailpointHook } from "@foyer/domain/failpoints";
import type { FeedState } from "@foyer/domain/live/follow-changes";
import type { MailTransport, SendMail } from "@foyer/domain/outbox/mail";
import type { SecurityEvent } from "@foyer/domain/security/security-events";
import { renewStoredKeys } from "@foyer/domain/workflows/renew-stored-keys";
import type { Logger } from "pino";
import type { Config } from "./config.js";
import { ConfigError } from "./config-error.js";
import { type DatabaseServer, type DatabaseWatch, joinDatabase, provideDatabase } from "./database-server.js";
import { currentRequestId } from "./http/request-id.js";
import { oneLine } from "./one-line.js";
import { providePayments } from "./payments/provide-payments.js";
import { createWebhookTransport } from "./webhooks/webhook-transport.js";

/** An app context with its open database. */
export interface RunningApp {
  readonly context: AppContext;
  /** Disconnects, then stops the database if it is embedded. */
  stop(): Promise<void>;
}

/** Services of the process that the domain uses. */
interface HostServices {
  readonly log: Logger;
  readonly sendMail: SendMail;
  readonly mailTransport: MailTransport | null;
  /** Called at failpoints: tests end the process there. Nothing else sets this. */
  readonly failpoint?: FailpointHook | undefined;
  /** Traces what is done, where that is wanted. */
  readonly tracing?: Tracing | undefined;
}

/**
 * Starts everything below HTTP: database, indexes, migrations, app context.
 *
 * @throws ConfigError when the database is not supported or an index cannot be created
 */
export async function startApp(
  config: Config,
  { onLost, onEnding, ...parts }: HostServices & DatabaseWatch,
): Promise<RunningApp> {
  const server = await provideDatabase(config.database, { onLost, onEnding });
  return startWithDatabase(server, config, { ...parts, mayChangeIndexes: true });
}

/** The same beside a server that may be running already, for read-only commands: no indexes, no migrations. */
export async function joinApp(config: Config, log: Logger): Promise<RunningApp> {
  const sendMail = () => {
    throw new Error("A read-only command sends no mail.");
  };
  const server = await joinDatabase(config.database);
  return startWithDatabase(server, config, {
    log,
    sendMail,
    mailTransport: sendMail,
    mayChangeIndexes: false,
  });
}

async function startWithDatabase(
  server: DatabaseServer,
  config: Config,
  { log, mayChangeIndexes, ...parts }: HostServices & { readonly mayChangeIndexes: boolean },
): Promise<RunningApp> {
  const db = openDatabase(server.url, {}, parts.tracing);
  const webhookTransport = createWebhookTransport(config.webhooks);
  const stop = async () => {
    await webhookTransport.close();
    await db.close();
    await server.stop();
  };
  try {
    await checkServer(db, server.url);
    if (mayChangeIndexes) {
      await applyDeclaredIndexes(db, declareIndexes(config), log);
      await backfill(db);
      const renewed = await renewStoredKeys({ db });
      if (renewed > 0) log.info({ documents: renewed }, "search and sort keys computed again");
      const merged = await mergeCategories({ db });
      if (merged > 0) log.info({ events: merged }, "categories that differed only in spelling merged");
      const dated = await fillLocalDays({ db });
      if (dated > 0) log.info({ events: dated }, "local days and current zone names added to older events");
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { secureCookies, publicUrl, rateLimits } = config;
  const onSecurityEvent = (event: SecurityEvent) =>
    log.info({ reqId: currentRequestId(), securityEvent: event }, "security event");
  const context = createAppContext({
    ...parts,
    db,
    secureCookies,
    publicUrl,
    rateLimits,
    payments: await providePayments(config.payments, { db, log }),
    holds: config.holds,
    webhookTransport,
    onLiveFeed: (state) => logLiveFeed(state, log),
    onSecurityEvent,
  });
  return { context, stop };
}

function logLiveFeed(state: FeedState, log: Logger): void {
  if (state.kind === "told") log.info("live updates follow the database's change stream again");
  else
    log.warn(
      { reason: state.reason },
      "no change stream for live updates: the database is asked every second",
    );
}

/** The time limit for the first answer of the database, in milliseconds: longer than Prisma looks for a server. */
const FIRST_ANSWER_MS = 10_000;

/** @throws ConfigError when Foyer cannot run on this database, with the reason in one line */
async function checkServer(db: Database, url: string): Promise<void> {
  const where = describeDatabaseAddress(url);
  const limit = AbortSignal.timeout(FIRST_ANSWER_MS);
  const tooLate = once(limit, "abort").then(() => {
    throw new Error(`${where} did not answer within ${FIRST_ANSWER_MS / 1_000} s.`);
  });
  try {
    const reason = await Promise.race([findServerProblem(db, where), tooLate]);
    if (reason !== undefined) throw new ConfigError(reason);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const problem = await diagnoseServer(url);
    if (problem !== undefined) throw new ConfigError(problem.message);
    if (limit.aborted) throw new ConfigError(oneLine(error));
    throw error;
  }
}

async function applyDeclaredIndexes(
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
    if (error instanceof Error && /OutOfDiskSpace|available disk space/.test(error.message)) {
      throw new ConfigError(
        "MongoDB builds no index while its disk has less than 500 MB free: make room, and start again",
      );
    }
    throw error;
  }
  const [problem] = await verifyIndexes(db, declarations);
  if (problem !== undefined) {
    throw new ConfigError(`The index ${problem.collection}.${problem.name} is ${problem.problem}`);
  }
}
