import type { Database, Transaction } from "@foyer/db/database";
import type { Tracing } from "@foyer/db/tracing";
import type { PasswordHasher } from "./accounts/password-hasher.js";
import type { KeyBudget } from "./api-keys/key-budget.js";
import type { KeyLookup } from "./api-keys/key-lookup.js";
import type { KeyRefusals } from "./api-keys/key-refusals.js";
import type { KeyUses } from "./api-keys/key-uses.js";
import type { BookingQueue } from "./booking-queue/booking-queue.js";
import type { HoldPolicy } from "./bookings/hold-policy.js";
import type { BookedEventLookup } from "./bookings/read-own-bookings.js";
import type { Clock } from "./clock.js";
import type { CodeGuesses } from "./discount-codes/code-guesses.js";
import type { CategoryNames } from "./events/category-names.js";
import type { EventCache, EventChanges } from "./events/event-changes.js";
import type { FailpointHook } from "./failpoints.js";
import type { LiveUpdates } from "./live/live-updates.js";
import type { LoadPolicy } from "./machinery/load-policy.js";
import type { MailTransport, SendMail } from "./outbox/mail.js";
import type { OnlinePayments } from "./payments/online-payments.js";
import type { RandomSource } from "./random.js";
import type { CallBudget, RateLimits } from "./security/rate-limit.js";
import type { SecurityEvent } from "./security/security-events.js";
import type { SessionExtension } from "./sessions/extend-session.js";
import type { Sessions } from "./sessions/lucia.js";
import type { SharedSessionLookup } from "./sessions/session-lookup.js";
import type { WebhookSender } from "./webhooks/webhook-sender.js";
import type { WebhookSubscriptions } from "./webhooks/webhook-subscriptions.js";
import type { WebhookTransport } from "./webhooks/webhook-transport.js";

/** The dependencies of the domain's functions. Each function takes the members that it uses. */
export interface AppContext {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly sessions: Sessions;
  /** The same within a transaction, for sessions opened together with other changes. */
  readonly sessionsIn: (tx: Transaction) => Sessions;
  /** Looks up the credentials for `sessions`. */
  readonly sessionLookup: SharedSessionLookup;
  readonly sessionExtension: SessionExtension;
  /** Looks up API keys. */
  readonly apiKeyLookup: KeyLookup;
  /** Counts the calls of API keys. */
  readonly apiKeyCalls: KeyBudget;
  /** Notes when API keys were last used. */
  readonly apiKeyUses: KeyUses;
  /** Refused API keys that this process has audited. */
  readonly apiKeyRefusals: KeyRefusals;
  readonly passwords: PasswordHasher;
  readonly sendMail: SendMail;
  /** Hands the outbox's mails to the mail server; null if none is configured, and mails stay queued. */
  readonly mailTransport: MailTransport | null;
  readonly payments: OnlinePayments | null;
  /** Reaches the receivers of webhooks. */
  readonly webhookTransport: WebhookTransport;
  /** Sends this process's share of the queued webhooks. */
  readonly webhookSender: WebhookSender;
  /** Knows which events have webhooks. */
  readonly webhooks: WebhookSubscriptions;
  readonly holds: HoldPolicy;
  /** Takes this process's bookings. */
  readonly bookingQueue: BookingQueue;
  /** Decides which work yields when the process is saturated. */
  readonly loadPolicy: LoadPolicy;
  /** The cached public reads of events. */
  readonly publicEvents: EventCache;
  /** Announces this process's changes of events. */
  readonly eventChanges: EventChanges;
  /** Publishes changes to open streams. */
  readonly liveUpdates: LiveUpdates;
  readonly categories: CategoryNames;
  /** Reads the events of bookings. */
  readonly bookedEventLookup: BookedEventLookup;
  /** Traces what is done, where that is wanted. */
  readonly tracing?: Tracing | undefined;
  /** Called at failpoints, in tests. */
  readonly failpoint?: FailpointHook | undefined;
  /** The public URL of the web app, without a trailing slash. Links in mails begin with it. */
  readonly publicUrl: string;
  readonly rateLimits: RateLimits | "off";
  /** Counts each user's mutations in this process. */
  readonly mutations: CallBudget;
  readonly codeGuesses: CodeGuesses;
  /** Called with every event of the audit log, for logging. */
  readonly onSecurityEvent: (event: SecurityEvent) => void;
}
