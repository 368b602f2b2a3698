import type { Database, Transaction } from "@foyer/db/database";
import type { PasswordHasher } from "./accounts/password-hasher.js";
import type { BookingQueue } from "./booking-queue/booking-queue.js";
import type { HoldPolicy } from "./bookings/hold-policy.js";
import type { Clock } from "./clock.js";
import type { CategoryNames } from "./events/category-names.js";
import type { EventCache } from "./events/event-cache.js";
import type { EventChanges } from "./events/event-changes.js";
import type { FailpointHook } from "./failpoints.js";
import type { LoadPolicy } from "./machinery/load-policy.js";
import type { MailTransport, SendMail } from "./outbox/mail.js";
import type { OnlinePayments } from "./payments/online-payments.js";
import type { RandomSource } from "./random.js";
import type { CallBudget } from "./security/call-budget.js";
import type { RateLimits } from "./security/rate-limit.js";
import type { SecurityEvent } from "./security/security-events.js";
import type { SessionExtension } from "./sessions/extend-session.js";
import type { Sessions } from "./sessions/lucia.js";
import type { SharedSessionLookup } from "./sessions/session-lookup.js";

/** What the functions of the domain work with. Each takes what it uses of it. */
export interface AppContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly sessions: Sessions;
  /** The same within a transaction, for sessions that begin together with something else. */
  readonly sessionsIn: (tx: Transaction) => Sessions;
  /** What `sessions` looks credentials up with. */
  readonly sessionLookup: SharedSessionLookup;
  readonly sessionExtension: SessionExtension;
  readonly passwords: PasswordHasher;
  readonly sendMail: SendMail;
  /** Sends what the outbox holds; null where no mail server is configured, and mails wait in the queue. */
  readonly mailTransport: MailTransport | null;
  readonly payments: OnlinePayments | null;
  readonly holds: HoldPolicy;
  /** Where this process takes bookings. */
  readonly bookingQueue: BookingQueue;
  /** Who yields to whom when there is more to do than can be done. */
  readonly loadPolicy: LoadPolicy;
  /** What everybody sees of events, kept for a moment. */
  readonly publicEvents: EventCache;
  /** What hears of it when this process changes an event. */
  readonly eventChanges: EventChanges;
  readonly categories: CategoryNames;
  /** Told when a place is reached at which dying would matter. */
  readonly failpoint: FailpointHook;
  /** Where people reach the web app, without a slash at the end. Links in mails begin with it. */
  readonly publicUrl: string;
  readonly rateLimits: RateLimits | "off";
  /** What users change, counted in this process. */
  readonly mutations: CallBudget;
  /** Told of every event of the audit, for the log. */
  readonly onSecurityEvent: (event: SecurityEvent) => void;
}
