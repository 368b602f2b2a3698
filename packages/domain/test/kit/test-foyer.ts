import { randomUUID } from "node:crypto";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { type Database, openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import type { Clock } from "@foyer/domain/clock";
import type { AppContext } from "@foyer/domain/context";
import { type AppContextParts, createAppContext } from "@foyer/domain/create-context";
import type { Mail } from "@foyer/domain/outbox/mail";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import { databaseUrl } from "../../../db/test/kit/database-url.js";

/** A clock that runs like the machine's until a test moves it. */
export class MovableClock implements Clock {
  #ahead = 0;

  now(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** @param ms how far to go forward, in milliseconds */
  advance(ms: number): void {
    this.#ahead += ms;
  }
}

/** Everything about a Foyer of a test that is not its database: no limits, and mail goes nowhere. */
export const TEST_PARTS = {
  secureCookies: false,
  publicUrl: "http://localhost:3000",
  rateLimits: "off",
  sendMail: () => {},
  mailTransport: async () => {},
  payments: null,
  onSecurityEvent: () => {},
} as const satisfies Omit<AppContextParts, "db">;

/** A Foyer for tests, the clock it goes by, and the mail it sent. */
export interface TestFoyer {
  readonly context: AppContext;
  readonly clock: MovableClock;
  readonly mails: Mail[];
}

/**
 * A Foyer on the run's shared database, with a clock of its own and the sandbox for payments. Nothing runs in the
 * background.
 */
export function createTestFoyer(parts: Partial<AppContextParts> = {}): TestFoyer {
  return foyerOn(openDatabase(databaseUrl()), parts);
}

/**
 * The same on a database of its own, for tests that do the background's chores: those take up whatever is due, by
 * this test's clock, whoever made it.
 */
export async function createLoneTestFoyer(parts: Partial<AppContextParts> = {}): Promise<TestFoyer> {
  const db = openDatabase(databaseUrl().replace("/foyer_test", `/foyer_${randomUUID().slice(0, 8)}`));
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  return foyerOn(db, parts);
}

function foyerOn(db: Database, parts: Partial<AppContextParts>): TestFoyer {
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
