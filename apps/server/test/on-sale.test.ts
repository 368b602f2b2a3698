import { type FoyerClient, reasonOf } from "@foyer/client";
import { eventId } from "@foyer/contract/ids";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { bookUntilDecided } from "./kit/until-decided.js";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

/** Books over HTTP. Answers the booking's id, or the reason why not. */
async function book(client: FoyerClient, event: string, ticketQuantity: number) {
  try {
    const booking = await bookUntilDecided(client, {
      eventId: event,
      ticketQuantity,
      paymentMethod: "cash",
    });
    return { id: booking.id, reason: undefined };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === undefined) throw error;
    return { id: undefined, reason };
  }
}

describe("200 buyers of 50 tickets, through HTTP", () => {
  it("sells exactly 50, tells 150 that it is sold out, and the books balance", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 50 });
    const buyers = await newBuyers(context, 200);
    const results = await Promise.all(
      buyers.map(({ sessionToken }) => book(server.client(sessionToken), event.id, 1)),
    );

    expect(results.filter(({ id }) => id !== undefined)).toHaveLength(50);
    expect(results.filter(({ reason }) => reason === "EVENT_SOLD_OUT")).toHaveLength(150);
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      availableTickets: 0,
      bookedTickets: 50,
    });
  });

  it("gives one user who fires 20 identical bookings at once exactly one", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 50 });
    const [buyer] = await newBuyers(context, 1);
    const client = server.client(buyer?.sessionToken);
    const results = await Promise.all(Array.from({ length: 20 }, () => book(client, event.id, 1)));
    expect(results.filter(({ id }) => id !== undefined)).toHaveLength(1);
    expect(results.filter(({ reason }) => reason === "BOOKING_ALREADY_ACTIVE")).toHaveLength(19);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 1 });
  });
});

describe("any mix of quantities and cancellations", () => {
  const CROWD = 24;
  const attempt = fc.record({
    ticketQuantity: fc.integer({ min: 1, max: 6 }),
    /** What the buyer does after booking. */
    afterwards: fc.constantFrom("keeps it", "cancels", "cancels and books again"),
  });

  it("never sells a ticket too many, and the books balance", async () => {
    const organizer = await newUser(context);
    const clients = (await newBuyers(context, CROWD)).map(({ sessionToken }) => server.client(sessionToken));

    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.array(attempt, { minLength: 1, maxLength: CROWD }),
        async (capacity, attempts) => {
          const event = await newEvent(context, organizer, { capacity });
          const outcomes = await Promise.all(
            attempts.map(async ({ ticketQuantity, afterwards }, index) => {
              const client = clients[index];
              if (client === undefined) throw new Error("There are as many clients as attempts.");
              const first = await book(client, event.id, ticketQuantity);
              if (first.id === undefined || afterwards === "keeps it") return { ticketQuantity, ...first };
              await client.booking.cancel.mutate({ id: first.id, reason: "changed plans" });
              if (afterwards === "cancels") return { ticketQuantity: 0, ...first };
              return { ticketQuantity, ...(await book(client, event.id, ticketQuantity)) };
            }),
          );

          const held = outcomes.reduce(
            (sum, { id, ticketQuantity }) => sum + (id === undefined ? 0 : ticketQuantity),
            0,
          );
          const result = await reconcile(context, eventId.parse(event.id));
          expect(result).toMatchObject({ ok: true, bookedTickets: held });
          for (const { reason } of outcomes) if (reason !== undefined) expect(reason).toBe("EVENT_SOLD_OUT");
          // Where nobody gave tickets back, whoever was refused wanted more than was left.
          if (attempts.every(({ afterwards }) => afterwards === "keeps it")) {
            for (const { reason, ticketQuantity } of outcomes) {
              if (reason !== undefined) expect(ticketQuantity).toBeGreaterThan(result.availableTickets);
            }
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
