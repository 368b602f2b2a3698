import { resolve } from "node:path";
import { unusableOption } from "@foyer/db/database-address";
import { DEFAULT_HOLDS, type HoldPolicy } from "@foyer/domain/bookings/hold-policy";
import { DEFAULT_RATE_LIMITS, type Limit, type RateLimits } from "@foyer/domain/security/rate-limit";
import { z } from "zod";
import { ConfigError } from "./config-error.js";
import { chooseMetrics, type MetricsChoice, metricsVariables } from "./metrics/metrics-choice.js";
import { choosePayments, type PaymentsChoice, paymentVariables } from "./payments/payments-choice.js";
import { readVariables } from "./read-variables.js";
import { chooseTracing, type TracingChoice, tracingVariables } from "./tracing/tracing-variables.js";
import { chooseWebhooks, type WebhookPolicy, webhookVariables } from "./webhooks/webhook-policy.js";

const DAY_SECONDS = 86_400;

const flag = z.stringbool({
  truthy: ["1", "true", "on", "yes"],
  falsy: ["0", "false", "off", "no", ""],
  error: "it is on or off",
});

function wholeNumber(min: number, max: number) {
  const error = `it is a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

/** One of some words. What is there instead is no secret, and is repeated so that a slip is seen. */
function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, {
    error: ({ input }) => `${JSON.stringify(input).slice(0, 40)} is none of ${words.join(", ")}`,
  });
}

/** The address of a web server, which is an origin: a path would be left out of all links without a word. */
const webAddress = z
  .url({ protocol: /^https?$/, error: "it has the form https://host", abort: true })
  .refine((text) => {
    const { href, origin } = new URL(text);
    return href === `${origin}/`;
  }, "it has the form https://host, with nothing after the host and its port");

/** A rate limit such as `10/60`: ten within sixty seconds. */
const limit = z
  .string()
  .regex(/^[1-9]\d{0,6}\/[1-9]\d{0,6}$/, "give it as COUNT/SECONDS, such as 10/60")
  .transform((text): Limit => {
    const [max = 0, windowSeconds = 0] = text.split("/").map(Number);
    return { max, windowSeconds };
  });

/** One variable for each of the domain's limits. */
const limitVariables = {
  RATE_LIMIT_SIGN_IN_PER_ACCOUNT: limit.optional(),
  RATE_LIMIT_SIGN_IN_PER_IP: limit.optional(),
  RATE_LIMIT_REGISTER_PER_IP: limit.optional(),
  RATE_LIMIT_PASSWORD_PER_USER: limit.optional(),
  RATE_LIMIT_MAIL_PER_ACCOUNT: limit.optional(),
  RATE_LIMIT_MAIL_PER_IP: limit.optional(),
  RATE_LIMIT_UNPROVED_MAIL_PER_PERSON: limit.optional(),
  RATE_LIMIT_UNPROVED_MAIL_PER_ORGANIZER: limit.optional(),
  RATE_LIMIT_TOKEN_PER_IP: limit.optional(),
  RATE_LIMIT_BOOKINGS_PER_USER: limit.optional(),
  RATE_LIMIT_BOOKINGS_LET_GO: limit.optional(),
  RATE_LIMIT_GUEST_BOOKINGS_PER_IP: limit.optional(),
  RATE_LIMIT_GUEST_BOOKINGS_PER_ADDRESS: limit.optional(),
  RATE_LIMIT_GUEST_TICKETS_PER_IP: limit.optional(),
  RATE_LIMIT_CODES_PER_USER: limit.optional(),
  RATE_LIMIT_TICKETS_PASSED_ON: limit.optional(),
  RATE_LIMIT_CODES_PER_IP: limit.optional(),
  RATE_LIMIT_FAILED_PAYMENTS_PER_USER: limit.optional(),
  RATE_LIMIT_FAILED_PAYMENTS_PER_GUEST: limit.optional(),
  RATE_LIMIT_EXPORTS_PER_USER: limit.optional(),
  RATE_LIMIT_RESENT_MAILS_PER_BOOKING: limit.optional(),
  RATE_LIMIT_WEBHOOK_TESTS_PER_USER: limit.optional(),
  RATE_LIMIT_WEBHOOKS_BY_KEY_PER_USER: limit.optional(),
  RATE_LIMIT_MUTATIONS_PER_USER: limit.optional(),
  RATE_LIMIT_CALLS_PER_API_KEY: limit.optional(),
};

const environment = z.object({
  NODE_ENV: oneOf("development", "production", "test").default("development"),
  PORT: wholeNumber(0, 65_535).default(3000),
  /** `localhost` listens on both loopback addresses; the default in production is all addresses. */
  HOST: z.string().optional(),
  /** The public URL, if it is not http://localhost:PORT. Unless its host is local, cookies are `Secure`. */
  PUBLIC_URL: webAddress.optional(),
  DATABASE_URL: z
    .string()
    .regex(
      /^mongodb(\+srv)?:\/\/[^/?]+\/[^?]+/,
      "it has the form mongodb://host:port/database?replicaSet=name",
    )
    .superRefine((url, { addIssue }) => {
      const message = unusableOption(url);
      if (message !== undefined) addIssue({ code: "custom", message });
    })
    .optional(),
  /** Other origins that may call the API with cookies, separated by commas. */
  CORS_ORIGINS: z
    .string()
    .default("")
    .transform((list) => list.split(",").flatMap((origin) => origin.trim() || []))
    .pipe(z.array(webAddress)),
  /** `smtp://user:password@host:port`. Without it, development catches mail at /dev/mail. */
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: "it has the form smtp://user:password@host:port, or smtps://" })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(
      /^(?:[^<>\r\n]*<[^<>\s@]+@[^<>\s@]+>|[^<>\s@]+@[^<>\s@]+)$/,
      "it is an address, such as Foyer <tickets@example.org>",
    )
    .default("Foyer <no-reply@localhost>"),
  /** `off` lifts all rate limits, for load tests; not in production. */
  FOYER_RATE_LIMITS: oneOf("on", "off").default("on"),
  ...limitVariables,
  /** The directory of the embedded database. */
  FOYER_DATA_DIR: z.string().default(".data"),
  /** Fills an empty database with demo data. */
  FOYER_DEMO: flag.default(false),
  /** The number of reverse proxies: that many last entries of X-Forwarded-For are theirs. */
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  LOG_LEVEL: oneOf("fatal", "error", "warn", "info", "debug", "trace", "silent").optional(),
  CAPACITY_LOG_RETENTION_DAYS: wholeNumber(1, 24_000).default(400),
  /** How long requests are still served after SIGTERM while /readyz says 503, so that proxies turn away. */
  DRAIN_SECONDS: wholeNumber(0, 300).optional(),
  /** How long bookings and offers of the waiting list hold their tickets. */
  HOLD_SECONDS: wholeNumber(1, DAY_SECONDS).default(DEFAULT_HOLDS.holdSeconds),
  OFFER_SECONDS: wholeNumber(1, 7 * DAY_SECONDS).default(DEFAULT_HOLDS.offerSeconds),
  PROOF_SECONDS: wholeNumber(1, DAY_SECONDS).default(DEFAULT_HOLDS.proofSeconds),
  ...paymentVariables,
  ...metricsVariables,
  ...webhookVariables,
  ...tracingVariables,
});

/** The database: embedded, or an external one. */
export type DatabaseChoice =
  | { readonly kind: "embedded"; readonly directory: string }
  | { readonly kind: "external"; readonly url: string };

/** Mail goes to an SMTP server, to the catcher on a development machine, or is not sent. */
export type MailChoice =
  | { readonly kind: "smtp"; readonly url: string; readonly from: string }
  | { readonly kind: "caught"; readonly from: string }
  | { readonly kind: "none" };

/** The configuration from the environment. */
export interface Config {
  readonly isProduction: boolean;
  readonly port: number;
  readonly host: string;
  readonly secureCookies: boolean;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly allowedOrigins: readonly string[];
  readonly mail: MailChoice;
  readonly rateLimits: RateLimits | "off";
  readonly database: DatabaseChoice;
  readonly demo: boolean;
  /** The number of reverse proxies. */
  readonly trustProxy: number;
  readonly logLevel: string;
  readonly capacityLogRetentionDays: number;
  readonly drainSeconds: number;
  readonly payments: PaymentsChoice;
  readonly metrics: MetricsChoice;
  readonly tracing: TracingChoice;
  readonly holds: HoldPolicy;
  readonly webhooks: WebhookPolicy;
}

const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

const PRODUCTION = "production";

/** Whether this is production, also when the configuration is not valid. */
export function isProduction(env: NodeJS.ProcessEnv): boolean {
  return env.NODE_ENV === PRODUCTION;
}

/**
 * Reads the environment. No other module does.
 *
 * @throws ConfigError naming everything that is wrong
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const { values: e, problems, refuse } = readVariables(environment, env);
  const inProduction = e.NODE_ENV === PRODUCTION;
  if (inProduction && e.DATABASE_URL === undefined) {
    refuse(
      ["DATABASE_URL"],
      "NODE_ENV is production: set DATABASE_URL to a MongoDB replica set (6.0 or newer)",
    );
  }
  if (inProduction && e.FOYER_RATE_LIMITS === "off") {
    refuse([], "FOYER_RATE_LIMITS=off is for load programs: it cannot be set in production");
  }
  const host = e.HOST ?? (inProduction ? "0.0.0.0" : "localhost");
  if (e.FOYER_DEMO && (inProduction || !LOOPBACK_HOSTS.has(host))) {
    refuse([], "The demo's passwords are public, so it only runs on this machine: unset FOYER_DEMO or HOST");
  }
  for (const name of Object.keys(env)) {
    // One that is not known would lift nothing and limit nothing, and nobody would notice.
    if (name.startsWith("RATE_LIMIT_") && env[name] !== "" && !Object.hasOwn(limitVariables, name))
      refuse([], `${name} is not one of Foyer's limits: they are listed in docs/operations.md`);
  }
  const payments = choosePayments(e, inProduction, refuse);
  const webhooks = chooseWebhooks(e.WEBHOOKS_ALLOW_PRIVATE, inProduction, refuse);
  if (problems.length > 0) throw new ConfigError(...problems);
  const isLocal = !inProduction && LOOPBACK_HOSTS.has(host);
  const secureCookies =
    e.PUBLIC_URL === undefined ? !isLocal : !LOOPBACK_HOSTS.has(new URL(e.PUBLIC_URL).hostname);
  return {
    isProduction: inProduction,
    port: e.PORT,
    host,
    secureCookies,
    database:
      e.DATABASE_URL === undefined
        ? { kind: "embedded", directory: resolve(e.FOYER_DATA_DIR, "db") }
        : { kind: "external", url: e.DATABASE_URL },
    demo: e.FOYER_DEMO,
    trustProxy: e.TRUST_PROXY,
    publicUrl: e.PUBLIC_URL === undefined ? defaultUrl(e.PORT) : new URL(e.PUBLIC_URL).origin,
    allowedOrigins: e.CORS_ORIGINS.map((origin) => new URL(origin).origin),
    mail: mailChoice(e, isLocal && !secureCookies),
    rateLimits: e.FOYER_RATE_LIMITS === "off" ? "off" : limitsFrom(e),
    logLevel: e.LOG_LEVEL ?? (inProduction ? "info" : "warn"),
    drainSeconds: e.DRAIN_SECONDS ?? (inProduction ? 5 : 0),
    capacityLogRetentionDays: e.CAPACITY_LOG_RETENTION_DAYS,
    payments,
    tracing: chooseTracing(e),
    metrics: chooseMetrics(e.METRICS_TOKEN, inProduction),
    holds: { holdSeconds: e.HOLD_SECONDS, offerSeconds: e.OFFER_SECONDS, proofSeconds: e.PROOF_SECONDS },
    webhooks,
  };
}

/** A configuration with the port that was taken for `PORT=0`, which is also in the public URL unless that was given. */
export function atPort(config: Config, port: number): Config {
  const isGiven = config.publicUrl !== defaultUrl(config.port);
  return { ...config, port, publicUrl: isGiven ? config.publicUrl : defaultUrl(port) };
}

function defaultUrl(port: number): string {
  return new URL(`http://localhost:${port}`).origin;
}

/**
 * Mail is only caught and displayed if the server is reachable from this machine alone, because it contains
 * credentials.
 */
function mailChoice(e: z.output<typeof environment>, mayCatch: boolean): MailChoice {
  if (e.SMTP_URL !== undefined) return { kind: "smtp", url: e.SMTP_URL, from: e.MAIL_FROM };
  return mayCatch ? { kind: "caught", from: e.MAIL_FROM } : { kind: "none" };
}

function limitsFrom(e: z.output<typeof environment>): RateLimits {
  return {
    signInPerAccount: e.RATE_LIMIT_SIGN_IN_PER_ACCOUNT ?? DEFAULT_RATE_LIMITS.signInPerAccount,
    signInPerIp: e.RATE_LIMIT_SIGN_IN_PER_IP ?? DEFAULT_RATE_LIMITS.signInPerIp,
    registerPerIp: e.RATE_LIMIT_REGISTER_PER_IP ?? DEFAULT_RATE_LIMITS.registerPerIp,
    passwordPerUser: e.RATE_LIMIT_PASSWORD_PER_USER ?? DEFAULT_RATE_LIMITS.passwordPerUser,
    mailPerAccount: e.RATE_LIMIT_MAIL_PER_ACCOUNT ?? DEFAULT_RATE_LIMITS.mailPerAccount,
    mailPerIp: e.RATE_LIMIT_MAIL_PER_IP ?? DEFAULT_RATE_LIMITS.mailPerIp,
    unprovedMailPerPerson: e.RATE_LIMIT_UNPROVED_MAIL_PER_PERSON ?? DEFAULT_RATE_LIMITS.unprovedMailPerPerson,
    unprovedMailPerOrganizer:
      e.RATE_LIMIT_UNPROVED_MAIL_PER_ORGANIZER ?? DEFAULT_RATE_LIMITS.unprovedMailPerOrganizer,
    tokenPerIp: e.RATE_LIMIT_TOKEN_PER_IP ?? DEFAULT_RATE_LIMITS.tokenPerIp,
    bookingsPerUser: e.RATE_LIMIT_BOOKINGS_PER_USER ?? DEFAULT_RATE_LIMITS.bookingsPerUser,
    bookingsAbandoned: e.RATE_LIMIT_BOOKINGS_LET_GO ?? DEFAULT_RATE_LIMITS.bookingsAbandoned,
    guestBookingsPerIp: e.RATE_LIMIT_GUEST_BOOKINGS_PER_IP ?? DEFAULT_RATE_LIMITS.guestBookingsPerIp,
    guestBookingsPerAddress:
      e.RATE_LIMIT_GUEST_BOOKINGS_PER_ADDRESS ?? DEFAULT_RATE_LIMITS.guestBookingsPerAddress,
    guestTicketsPerIp: e.RATE_LIMIT_GUEST_TICKETS_PER_IP ?? DEFAULT_RATE_LIMITS.guestTicketsPerIp,
    ticketsPassedOnPerUser: e.RATE_LIMIT_TICKETS_PASSED_ON ?? DEFAULT_RATE_LIMITS.ticketsPassedOnPerUser,
    codesPerUser: e.RATE_LIMIT_CODES_PER_USER ?? DEFAULT_RATE_LIMITS.codesPerUser,
    codesPerIp: e.RATE_LIMIT_CODES_PER_IP ?? DEFAULT_RATE_LIMITS.codesPerIp,
    failedPaymentsPerUser: e.RATE_LIMIT_FAILED_PAYMENTS_PER_USER ?? DEFAULT_RATE_LIMITS.failedPaymentsPerUser,
    failedPaymentsPerGuest:
      e.RATE_LIMIT_FAILED_PAYMENTS_PER_GUEST ?? DEFAULT_RATE_LIMITS.failedPaymentsPerGuest,
    exportsPerUser: e.RATE_LIMIT_EXPORTS_PER_USER ?? DEFAULT_RATE_LIMITS.exportsPerUser,
    resentMailsPerBooking: e.RATE_LIMIT_RESENT_MAILS_PER_BOOKING ?? DEFAULT_RATE_LIMITS.resentMailsPerBooking,
    webhookTestsPerUser: e.RATE_LIMIT_WEBHOOK_TESTS_PER_USER ?? DEFAULT_RATE_LIMITS.webhookTestsPerUser,
    webhooksByKeyPerUser: e.RATE_LIMIT_WEBHOOKS_BY_KEY_PER_USER ?? DEFAULT_RATE_LIMITS.webhooksByKeyPerUser,
    callsPerApiKey: e.RATE_LIMIT_CALLS_PER_API_KEY ?? DEFAULT_RATE_LIMITS.callsPerApiKey,
    mutationsPerUser: e.RATE_LIMIT_MUTATIONS_PER_USER ?? DEFAULT_RATE_LIMITS.mutationsPerUser,
  };
}
