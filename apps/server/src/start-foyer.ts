import { applyIndexes, verifyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { serverVersion } from "@foyer/db/server-version";
import { createFoyer, type Foyer } from "@foyer/domain/foyer";
import type { PostMail } from "@foyer/domain/mail/mail";
import type { SecurityEvent } from "@foyer/domain/security/security-events";
import type { Logger } from "pino";
import { type Config, ConfigError } from "./config.js";
import { type DatabaseServer, joinDatabase, provideDatabase } from "./database-server.js";

/** A Foyer that is ready to serve, and how to take it down again. */
export interface RunningFoyer {
  readonly foyer: Foyer;
  /** Disconnects, then ends the database if it is ours. */
  stop(): Promise<void>;
}

/**
 * Puts the parts below HTTP together: database, indexes, domain.
 *
 * @throws ConfigError when the database is too old or an index cannot be had
 */
export async function startFoyer(
  config: Config,
  { log, post, onLost }: { readonly log: Logger; readonly post: PostMail; readonly onLost: () => void },
): Promise<RunningFoyer> {
  return startOn(await provideDatabase(config.database, onLost), config, { log, post });
}

/** The same beside a server that may be running already. */
export async function joinFoyer(config: Config, log: Logger): Promise<RunningFoyer> {
  const post = () => {
    throw new Error("A command that looks at the books mails nobody.");
  };
  return startOn(await joinDatabase(config.database, () => {}), config, { log, post });
}

async function startOn(
  server: DatabaseServer,
  config: Config,
  { log, post }: { readonly log: Logger; readonly post: PostMail },
): Promise<RunningFoyer> {
  const db = openDatabase(server.url);
  const stop = async () => {
    await db.close();
    await server.stop();
  };
  try {
    const { version, isSupported } = await serverVersion(db);
    if (!isSupported) throw new ConfigError(`MongoDB ${version} is too old: Foyer needs 6.0 or newer`);

    const declarations = declareIndexes(config);
    for (const { collection, name, problem } of await applyIndexes(db, declarations)) {
      log.info({ collection, index: name, problem }, "index applied");
    }
    const [problem] = await verifyIndexes(db, declarations);
    if (problem !== undefined) {
      throw new ConfigError(`The index ${problem.collection}.${problem.name} is ${problem.problem}`);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const { secureCookies, publicUrl, rateLimits } = config;
  const onSecurityEvent = (event: SecurityEvent) => log.info({ securityEvent: event }, "security event");
  const foyer = createFoyer({ db, secureCookies, publicUrl, rateLimits, post, onSecurityEvent });
  return { foyer, stop };
}
