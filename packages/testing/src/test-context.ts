import { applyIndexes } from "@foyer/db/apply-indexes";
import { type Database, openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { DEFAULT_QUEUE_LIMITS } from "@foyer/domain/booking-queue/admission";
import type { AppContext } from "@foyer/domain/context";
import { type AppContextParts, createAppContext } from "@foyer/domain/create-context";
import type { Mail } from "@foyer/domain/outbox/mail";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import { databaseUrl, ownDatabaseUrl } from "./database-url.js";
import { MovableClock } from "./movable-clock.js";
import { cheapPasswords } from "./passwords.js";

/** All parts of a test's {@link AppContext} but its database: no limits, no payments, cheap passwords, and mail goes nowhere. */
export const TEST_PARTS = {
  secureCookies: false,
  publicUrl: "http://localhost:3000",
  rateLimits: "off",
  // Nobody is sent away because the machine is slow: how long a line may be is asserted with times that a test gives.
  queueLimits: { ...DEFAULT_QUEUE_LIMITS, longestWaitMs: Number.POSITIVE_INFINITY },
  passwords: cheapPasswords,
  sendMail: () => {},
  mailTransport: async () => {},
  payments: null,
  // Webhooks arrive nowhere, as if every receiver took them.
  webhookTransport: {
    refuses: () => undefined,
    send: async () => ({ kind: "answered", status: 204 }),
  },
  onSecurityEvent: () => {},
} as const satisfies Omit<AppContextParts, "db">;

/** In milliseconds. A transaction that meets others is tried for so long: it fails because it hangs, not on a slow machine. */
const PATIENT = { deadline: 60_000 };

/** An {@link AppContext} for tests, its clock, and the mails it sent. */
export interface TestContext {
  readonly context: AppContext;
  readonly clock: MovableClock;
  readonly mails: Mail[];
}

/**
 * A context on the worker's shared database, with a clock of its own and the sandbox for payments. Nothing runs in the
 * background.
 */
export function createTestContext(parts: Partial<AppContextParts> = {}): TestContext {
  return contextOn(openDatabase(databaseUrl(), PATIENT), parts);
}

/**
 * The same on a database of its own, for tests that run background jobs: those take up whatever is due by this
 * test's clock, whoever made it.
 */
export async function createIsolatedTestContext(parts: Partial<AppContextParts> = {}): Promise<TestContext> {
  const db = openDatabase(ownDatabaseUrl(), PATIENT);
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  return contextOn(db, parts);
}

function contextOn(db: Database, parts: Partial<AppContextParts>): TestContext {
  const clock = new MovableClock();
  const mails: Mail[] = [];
  const sendMail = (mail: Mail) => {
    mails.push(mail);
  };
  const mailTransport = async (mail: Mail) => sendMail(mail);
  const payments = { provider: createSandbox({ db, clock }), publishableKey: null };
  const context = createAppContext({ ...TEST_PARTS, db, clock, payments, sendMail, mailTransport, ...parts });
  return { context, clock, mails };
}
