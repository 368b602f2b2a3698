import { resolve } from "node:path";
import { z } from "zod";

/** A configuration that cannot be started with. Its message is one line for whoever started the server. */
export class ConfigError extends Error {}

const flag = z.stringbool({ truthy: ["1", "true", "on", "yes"], falsy: ["0", "false", "off", "no", ""] });

const environment = z.object({
  NODE_ENV: z.string().default("development"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** `localhost` listens on both loopback addresses; in production the default is every address. */
  HOST: z.string().optional(),
  /** Where people reach the server, when that is not http://localhost:PORT. Cookies are `Secure` off localhost. */
  PUBLIC_URL: z.url().optional(),
  DATABASE_URL: z.string().startsWith("mongodb").optional(),
  /** Where the embedded database keeps its files. */
  FOYER_DATA_DIR: z.string().default(".data"),
  /** Fills an empty database with demo data. */
  FOYER_DEMO: flag.default(false),
  /** Trusts the X-Forwarded-* headers of a proxy in front. */
  TRUST_PROXY: flag.default(false),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).optional(),
  CAPACITY_LOG_RETENTION_DAYS: z.coerce.number().int().min(1).max(24_000).default(400),
});

/** Where the data is: in a database of its own, or in one that somebody else runs. */
export type DatabaseChoice =
  | { readonly kind: "embedded"; readonly directory: string }
  | { readonly kind: "external"; readonly url: string };

/** Everything the server is told from outside. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly secureCookies: boolean;
  readonly database: DatabaseChoice;
  readonly demo: boolean;
  readonly trustProxy: boolean;
  readonly logLevel: string;
  readonly capacityLogRetentionDays: number;
}

const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Reads the environment, once and here only.
 *
 * @throws ConfigError naming the variable that is wrong
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(withoutEmpty(env));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ConfigError(
      `${issue?.path.join(".") ?? "The environment"} is not valid: ${issue?.message ?? "unknown"}`,
    );
  }
  const e = parsed.data;
  const isProduction = e.NODE_ENV === "production";
  if (isProduction && e.DATABASE_URL === undefined) {
    throw new ConfigError("NODE_ENV is production: set DATABASE_URL to a MongoDB replica set (6.0 or newer)");
  }
  const secureCookies =
    e.PUBLIC_URL === undefined ? isProduction : !LOOPBACK_HOSTS.has(new URL(e.PUBLIC_URL).hostname);
  return {
    port: e.PORT,
    host: e.HOST ?? (isProduction ? "0.0.0.0" : "localhost"),
    secureCookies: secureCookies,
    database:
      e.DATABASE_URL === undefined
        ? { kind: "embedded", directory: resolve(e.FOYER_DATA_DIR, "db") }
        : { kind: "external", url: e.DATABASE_URL },
    demo: e.FOYER_DEMO,
    trustProxy: e.TRUST_PROXY,
    logLevel: e.LOG_LEVEL ?? (isProduction ? "info" : "warn"),
    capacityLogRetentionDays: e.CAPACITY_LOG_RETENTION_DAYS,
  };
}

/** `PORT=` in a shell means "not set". */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
