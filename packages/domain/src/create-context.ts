import type { Transaction } from "@foyer/db/database";
import { createPasswordHasher, type PasswordHasher } from "./accounts/password-hasher.js";
import { createBookingDesk, type DeskLimits } from "./bookings/booking-desk.js";
import { DEFAULT_HOLDS, type HoldPolicy } from "./bookings/hold-policy.js";
import { type Clock, systemClock } from "./clock.js";
import type { AppContext } from "./context.js";
import { createCategoryNames } from "./events/category-names.js";
import { createEventCache } from "./events/event-cache.js";
import { createEventChanges } from "./events/event-changes.js";
import { type FailpointHook, NO_FAILPOINTS } from "./failpoints.js";
import { type RandomSource, secureRandom } from "./random.js";
import { createCallBudget } from "./security/call-budget.js";
import { createSessionExtension } from "./sessions/extend-session.js";
import { findSessionsAlone, findSessionsTogether } from "./sessions/find-session.js";
import { createSessions } from "./sessions/lucia.js";

/** How long sessions are gathered before they are asked about, while a line is written down, in milliseconds. */
const GATHER_MS = 30;
/** Bookings that are written together and have others wait behind them. */
const LINE = 20;
/** How many are told of their sessions at once, with and without somebody who looks at events meanwhile. */
const [FEW, MANY] = [10, 100];

/** What an {@link AppContext} is made of. Whatever the host has no say in has a default. */
export interface AppContextParts
  extends Omit<
    AppContext,
    | "clock"
    | "random"
    | "sessions"
    | "sessionsIn"
    | "sessionLookup"
    | "sessionExtension"
    | "passwords"
    | "mutations"
    | "holds"
    | "failpoint"
    | "desk"
    | "publicEvents"
    | "categories"
    | "eventChanges"
  > {
  /** How long answers of public reads are given again, in milliseconds; 0 for not at all. */
  readonly publicReadsFreshFor?: number;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly passwords?: PasswordHasher;
  readonly holds?: HoldPolicy;
  readonly failpoint?: FailpointHook;
  readonly deskLimits?: DeskLimits;
  /** False only where the app is served over plain HTTP on this machine. */
  readonly secureCookies: boolean;
}

/** Puts the parts together. */
export function createAppContext({
  secureCookies,
  publicReadsFreshFor,
  deskLimits,
  ...parts
}: AppContextParts): AppContext {
  const { clock = systemClock, random = secureRandom, passwords = createPasswordHasher() } = parts;
  const { holds = DEFAULT_HOLDS, failpoint = NO_FAILPOINTS } = parts;
  const eventChanges = createEventChanges();
  const desk = createBookingDesk(clock, eventChanges, parts.db.prisma, deskLimits);
  // Who comes to stand in a line waits for longer than that anyway; who comes to hear that nothing is left does not.
  const gatherFor = () => (desk.load().writing >= LINE ? GATHER_MS : 0);
  const publicEvents = createEventCache(clock, eventChanges, publicReadsFreshFor);
  // Whoever looks at events waits for a turn of the event loop to end.
  const toldAtOnce = () => (publicEvents.isWatched() ? FEW : MANY);
  const sessionLookup = findSessionsTogether(parts.db.prisma, clock, { gatherFor, toldAtOnce });
  const sessions = createSessions(parts.db.prisma, sessionLookup.find, clock, secureCookies);
  const sessionsIn = (tx: Transaction) => createSessions(tx, findSessionsAlone(tx), clock, secureCookies);
  const sessionExtension = createSessionExtension(parts.db, clock);
  const mutationLimit = parts.rateLimits === "off" ? "off" : parts.rateLimits.mutationsPerUser;
  const mutations = createCallBudget(mutationLimit, clock);
  return {
    ...parts,
    clock,
    random,
    passwords,
    holds,
    failpoint,
    sessions,
    sessionsIn,
    sessionLookup,
    sessionExtension,
    mutations,
    desk,
    publicEvents,
    eventChanges,
    categories: createCategoryNames(parts.db),
  };
}
