import { setTimeout } from "node:timers/promises";
import type { AppContext } from "@foyer/domain/context";
import { type Backlog, measureBacklog } from "@foyer/domain/workflows/measure-backlog";
import { Gauge, type Registry } from "prom-client";

/** Metrics have to be answered when the database is not, in milliseconds. */
const LIMIT_MS = 2_000;

/** Without a database nobody knows. */
const UNKNOWN: Backlog = {
  oldestDueMailSeconds: Number.NaN,
  deadMails: Number.NaN,
  oldestExpiredHoldSeconds: Number.NaN,
};

/** Registers gauges for how far background work is behind. The database is asked once for each answer of metrics. */
export function registerBacklog(registry: Registry, context: Pick<AppContext, "db" | "clock">): void {
  let measuring: Promise<Backlog> | undefined;
  const measure = () => {
    measuring ??= Promise.race([measureBacklog(context), setTimeout(LIMIT_MS, UNKNOWN, { ref: false })])
      .catch(() => UNKNOWN)
      .finally(() => {
        measuring = undefined;
      });
    return measuring;
  };
  const gauge = (name: string, help: string, read: (backlog: Backlog) => number) => {
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        this.set(read(await measure()));
      },
    });
  };
  gauge(
    "foyer_outbox_oldest_due_seconds",
    "How long the oldest mail that is due has been due, in all processes.",
    ({ oldestDueMailSeconds }) => oldestDueMailSeconds,
  );
  gauge(
    "foyer_outbox_dead_mails",
    "Mails that the mail server refused for good.",
    ({ deadMails }) => deadMails,
  );
  gauge(
    "foyer_oldest_expired_hold_seconds",
    "How long the oldest expired hold waits for its release, in all processes.",
    ({ oldestExpiredHoldSeconds }) => oldestExpiredHoldSeconds,
  );
}
