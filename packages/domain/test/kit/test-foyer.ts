import { openDatabase } from "@foyer/db/database";
import { type Clock, createFoyer, type Foyer } from "@foyer/domain/foyer";
import { databaseUrl } from "./database-url.js";

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

/** A Foyer on the run's shared database, with a clock of its own. */
export function createTestFoyer(url: string = databaseUrl()): { foyer: Foyer; clock: MovableClock } {
  const clock = new MovableClock();
  return { foyer: createFoyer({ db: openDatabase(url), clock, secureCookies: false }), clock };
}
