import type { AppContext } from "@foyer/domain/context";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import type { HostState } from "../http/host-state.js";

/** Upper bounds of the histogram. */
const BATCH_SIZES = [1, 2, 5, 10, 25, 50, 100, 250];

/** Reads a value when the metrics are requested. */
type Read = () => number;

/**
 * Registers gauges for the load of all bounded parts. They are read on request, so they cost nothing in between.
 */
export function registerLoad(registry: Registry, context: AppContext, host: HostState): void {
  const now = (name: string, help: string, states: Readonly<Record<string, Read>>) => {
    new Gauge({
      name,
      help,
      labelNames: ["state"],
      registers: [registry],
      collect() {
        for (const [state, read] of Object.entries(states)) this.set({ state }, read());
      },
    });
  };
  const since = (name: string, help: string, read: Read) => {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  };

  now("foyer_http_requests_in_flight", "Requests being answered.", { running: () => host.inFlight });
  since(
    "foyer_http_requests_refused_total",
    "Requests refused because too many were in flight.",
    () => host.refused,
  );

  const { db, passwords, sessionLookup, sessionExtension, bookingQueue } = context;
  now("foyer_transactions", "Transactions of this process.", {
    running: () => db.load().running,
    waiting: () => db.load().waiting,
  });
  since("foyer_transactions_total", "Transactions committed.", () => db.load().committed);
  since("foyer_transactions_refused_total", "Transactions refused as busy.", () => db.load().refused);
  since(
    "foyer_transactions_retried_total",
    "Tries repeated after a write conflict.",
    () => db.load().retried,
  );

  now("foyer_passwords", "Passwords being hashed.", {
    running: () => passwords.load().running,
    waiting: () => passwords.load().waiting,
  });
  since(
    "foyer_passwords_refused_total",
    "Passwords refused because too many were waiting.",
    () => passwords.load().refused,
  );

  now("foyer_session_lookups", "Credentials being looked up.", {
    running: () => sessionLookup.load().running,
    waiting: () => sessionLookup.load().waiting,
  });
  now("foyer_session_renewals", "Credentials being prolonged.", {
    running: () => sessionExtension.load().running,
    waiting: () => sessionExtension.load().waiting,
  });

  now("foyer_live_streams", "Open streams of live updates.", {
    running: () => context.liveUpdates.load().streams,
  });
  now("foyer_live_feed", "1 while live updates are told of changes by the database's change stream.", {
    told: () => (context.liveUpdates.isToldOfChanges() ? 1 : 0),
  });

  now("foyer_booking_queue", "Requests for tickets that wait in a queue.", {
    waiting: () => bookingQueue.load().waiting,
  });
  const batchSizes = new Histogram({
    name: "foyer_booking_batch_size",
    help: "Booking requests written in one transaction.",
    buckets: BATCH_SIZES,
    registers: [registry],
  });
  bookingQueue.onBatch((size) => batchSizes.observe(size));
  now("foyer_booking_queue_events", "Events with a queue.", { waiting: () => bookingQueue.load().events });
  since(
    "foyer_booking_pauses_total",
    "Pauses in taking bookings, so that other processes and readers of events get their share.",
    () => bookingQueue.load().pauses,
  );
  since(
    "foyer_bookings_turned_away_total",
    "Booking requests refused because the queue was too long.",
    () => bookingQueue.load().refused,
  );
  since(
    "foyer_bookings_known_sold_out_total",
    "Booking requests refused as sold out without being queued.",
    () => bookingQueue.load().refusedAsSoldOut,
  );
}
