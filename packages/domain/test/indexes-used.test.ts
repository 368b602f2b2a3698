import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { admit, undoAdmit } from "@foyer/domain/tickets/admit";
import { checkIn } from "@foyer/domain/tickets/check-in";
import { listTickets } from "@foyer/domain/tickets/list-tickets";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { handleProviderNotice } from "@foyer/domain/workflows/handle-provider-notice";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, expect, it } from "vitest";
import { z } from "zod";

const { context } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const stats = z.array(z.object({ name: z.string(), accesses: z.object({ ops: z.coerce.number() }) }));

type Collection = "booking" | "payment" | "event" | "outboxMail" | "checkIn";

/** How often an index was used so far. */
async function usesOf(collection: Collection, index: string): Promise<number> {
  const { prisma } = context.db;
  const pipeline = [
    { $indexStats: {} },
    { $project: { name: 1, accesses: { ops: { $toDouble: "$accesses.ops" } } } },
  ];
  const rows = {
    booking: () => prisma.booking.aggregateRaw({ pipeline }),
    payment: () => prisma.payment.aggregateRaw({ pipeline }),
    event: () => prisma.event.aggregateRaw({ pipeline }),
    outboxMail: () => prisma.outboxMail.aggregateRaw({ pipeline }),
    checkIn: () => prisma.checkIn.aggregateRaw({ pipeline }),
  };
  const found = stats.parse(await rows[collection]()).find(({ name }) => name === index);
  return found?.accesses.ops ?? 0;
}

// Every second, in every process, over collections that only grow.
it.each([
  ["booking", "status_holdExpiresAt", () => releaseExpiredHolds(context)],
  ["payment", "checkAt", () => processDuePayments(context)],
  ["event", "cancellation", () => cancelBookingsOfCancelledEvents(context)],
  ["event", "waitingCount", () => closeWaitlists(context)],
  ["outboxMail", "state_sendAt", () => sendQueuedMails(context)],
  [
    "payment",
    "providerId",
    () => handleProviderNotice(context, { provider: "stripe", noticeId: "evt_1", providerId: "pi_1" }),
  ],
] satisfies [Collection, string, () => Promise<unknown>][])(
  "in %s, %s finds what is due",
  async (collection, index, work) => {
    const before = await usesOf(collection, index);
    await work();
    expect(await usesOf(collection, index)).toBeGreaterThan(before);
  },
);

it("finds who of a booking is inside by the booking, however many others are", async () => {
  const organizer = await newUser(context);
  const { id: eventId } = await newEvent(context, organizer, { capacity: 40 });
  const bookings = [];
  for (let count = 0; count < 20; count++)
    bookings.push(await bookTickets(context, await newUser(context), eventId));
  for (const [number, { id, userId }] of bookings.entries()) {
    const [ticket] = await listTickets(context, { id: organizer.id, role: "user" }, id);
    const before = await usesOf("checkIn", "bookingId");
    await checkIn(context, organizer, {
      eventId,
      code: ticket?.code ?? "",
      scanId: `scan-${number}-${userId}`,
    });
    expect(await usesOf("checkIn", "bookingId")).toBeGreaterThan(before);
  }

  // What a call did before is found by the ids of all its tickets, which share a beginning.
  for (const { id } of bookings.slice(0, 5)) {
    const uses = () =>
      Promise.all(["eventId_scanId", "eventId_undoScanId"].map((index) => usesOf("checkIn", index)));
    const [scans = 0, undos = 0] = await uses();
    const call = { eventId, id, ticketNumbers: [1], scanId: `call-${id}` };
    await undoAdmit(context, organizer, call);
    await admit(context, organizer, call);
    const [scansNow, undosNow] = await uses();
    expect(scansNow).toBeGreaterThan(scans);
    expect(undosNow).toBeGreaterThan(undos);
  }
});
