import { openDatabase } from "@foyer/db/database";
import { type Clock, createFoyer, type Foyer, type FoyerParts } from "@foyer/domain/foyer";
import type { Mail } from "@foyer/domain/mail/mail";
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
  post: () => {},
  sendMail: async () => {},
  payments: null,
  onSecurityEvent: () => {},
} as const satisfies Omit<FoyerParts, "db">;

/**
 * A Foyer on the run's shared database, with a clock of its own and the sandbox for payments, and the mail it sent.
 * Nothing runs in the background: tests do the chores themselves.
 */
export function createTestFoyer(parts: Partial<FoyerParts> = {}): {
  foyer: Foyer;
  clock: MovableClock;
  mails: Mail[];
} {
  const clock = new MovableClock();
  const mails: Mail[] = [];
  const post = (mail: Mail) => {
    mails.push(mail);
  };
  const sendMail = async (mail: Mail) => post(mail);
  const db = openDatabase(databaseUrl());
  const payments = { provider: createSandbox({ db, clock }), publishableKey: null };
  const foyer = createFoyer({ ...TEST_PARTS, db, clock, payments, post, sendMail, ...parts });
  return { foyer, clock, mails };
}
