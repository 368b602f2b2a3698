import { openDatabase } from "@foyer/db/database";
import { type Clock, createFoyer, type Foyer, type FoyerParts } from "@foyer/domain/foyer";
import type { Mail } from "@foyer/domain/mail/mail";
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

/** A Foyer on the run's shared database, with a clock of its own, and the mail it sent. */
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
  const foyer = createFoyer({ ...TEST_PARTS, db: openDatabase(databaseUrl()), clock, post, ...parts });
  return { foyer, clock, mails };
}
