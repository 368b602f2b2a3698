import type { FoyerClient } from "@foyer/client";
import { type BookingId, bookingId } from "@foyer/contract/ids";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { OnlinePayments } from "@foyer/domain/payments/online-payments";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import type { MovableClock } from "@foyer/testing/movable-clock";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { pino } from "pino";
import { startJobs } from "../../src/jobs.js";
import { createStripeProvider } from "../../src/payments/stripe-provider.js";
import { listen, type TestServer } from "./in-process-server.js";
import { StripeStandIn } from "./stripe-stand-in.js";

/** A Foyer that takes payments through Stripe's stand-in, served over HTTP in this process. */
export interface StripeServer extends TestContext {
  readonly standIn: StripeStandIn;
  readonly server: TestServer;
  /** A buyer who holds tickets of a new event and has not paid. */
  hold(quantity?: number): Promise<Held>;
  /** Starts the background work that a server does, on a database of its own only. */
  startChores(): void;
  stop(): Promise<void>;
}

export interface Held {
  readonly id: BookingId;
  readonly eventId: string;
  readonly client: FoyerClient;
  readonly organizer: FoyerClient;
  /** Pays with one of the stand-in's payment methods. */
  pay(token: string): ReturnType<FoyerClient["booking"]["pay"]["mutate"]>;
  /** The payment intent of the newest payment. */
  intentId(): Promise<string>;
  /** Whether the event's books add up. */
  reconciles(): Promise<boolean>;
}

/** @param jobs `own` for a database of its own, where the background's work may be done */
export async function startStripeServer(database: "shared" | "own"): Promise<StripeServer> {
  let clock: MovableClock | undefined;
  const standIn = await StripeStandIn.start(() => clock?.now() ?? new Date());
  const log = pino({ level: "silent" });
  const payments: OnlinePayments = {
    provider: createStripeProvider({ ...standIn.settings, log }),
    publishableKey: standIn.settings.publishableKey,
  };
  const parts =
    database === "own" ? await createIsolatedTestContext({ payments }) : createTestContext({ payments });
  const { context } = parts;
  clock = parts.clock;
  const server = await listen(context, { payments: { kind: "stripe", ...standIn.settings } });
  const stops: (() => Promise<unknown>)[] = [
    () => context.db.close(),
    () => standIn.stop(),
    () => server.close(),
  ];

  return {
    ...parts,
    standIn,
    server,
    startChores() {
      const jobs = startJobs(context, log, { capacityLogRetentionDays: 400 });
      stops.push(() => jobs.stop());
    },
    async hold(quantity = 2) {
      const [organizer, buyer] = await newBuyers(context, 2);
      const event = await newEvent(context, organizer ?? (await newUser(context)));
      const client = server.client(buyer?.sessionToken);
      const booking = await client.booking.create.mutate({
        eventId: event.id,
        ticketQuantity: quantity,
        paymentMethod: "credit_card",
      });
      const id = bookingId.parse(booking.id);
      return {
        id,
        eventId: event.id,
        client,
        organizer: server.client(organizer?.sessionToken),
        pay: (token) => client.booking.pay.mutate({ id, paymentMethod: "credit_card", paymentToken: token }),
        async intentId() {
          const { providerId } = await context.db.prisma.payment.findFirstOrThrow({
            where: { bookingId: id, providerId: { isSet: true } },
            orderBy: { createdAt: "desc" },
          });
          if (providerId === null) throw new Error("The payment was never opened.");
          return providerId;
        },
        reconciles: async () => (await reconcile(context, event.id)).ok,
      };
    },
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

const PATIENCE_MS = 60_000;
const LOOK_AGAIN_MS = 100;

/** Looks until what is expected has come about. */
export async function eventually<T>(look: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const seen = await look();
    if (isSo(seen)) return seen;
    if (Date.now() > giveUpAt) throw new Error(`It never came about: ${JSON.stringify(seen)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
}
