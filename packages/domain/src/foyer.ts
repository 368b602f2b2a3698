import { randomBytes } from "node:crypto";
import type { Database } from "@foyer/db/database";
import { createSessions, type Sessions } from "./sessions/lucia.js";

/** Tells the time. Tests pass one they can move. */
export interface Clock {
  now(): Date;
}

const systemClock: Clock = { now: () => new Date() };

/** A source of random bytes. Tests may pass one that repeats itself. */
export type RandomSource = (byteCount: number) => Uint8Array;

const secureRandom: RandomSource = (byteCount) => randomBytes(byteCount);

/** What every domain function works with. */
export interface Foyer {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly sessions: Sessions;
}

/** What a Foyer is made of; tests replace the clock and the randomness. */
export interface FoyerParts {
  readonly db: Database;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  /** False only where the app is served over plain HTTP on this machine. */
  readonly secureCookies: boolean;
}

/** Puts the parts together. */
export function createFoyer({
  db,
  clock = systemClock,
  random = secureRandom,
  secureCookies,
}: FoyerParts): Foyer {
  return { db, clock, random, sessions: createSessions(db, clock, secureCookies) };
}
