import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import type { AppContextParts } from "@foyer/domain/create-context";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { unbundleMails } from "@foyer/domain/mail/unbundle-mails";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());

/** One of several processes on the same database. */
function open(parts: Partial<AppContextParts> = {}): TestContext {
  const { db, payments } = lone.context;
  return createTestContext({ db, payments, ...parts });
}

/** Books for so many at the same moment; the first of them is written alone. */
async function bookTogether({ context }: TestContext, count: number): Promise<readonly string[]> {
  const event = await newEvent(context, await newUser(context), { capacity: count });
  const buyers = await newBuyers(context, count);
  const wish = {
    eventId: event.id,
    ticketQuantity: 1,
    paymentMethod: "cash",
    idempotencyKey: undefined,
  } as const;
  const bookings = await Promise.all(buyers.map((buyer) => createBooking(context, buyer, wish)));
  // While a sale is on, bundles wait until nothing else is queued.
  await sendQueuedMails(context);
  return bookings.map(({ id }) => id);
}

const queuedBy = async ({ context }: TestContext) =>
  (await context.db.prisma.outboxMail.findMany()).map(({ bookingId }) => bookingId);

describe("mails about bookings that were made together", () => {
  it("are one document, and then one mail for each booking, whoever dies or comes twice", async () => {
    const one = open();
    const two = open();
    const bookings = await bookTogether(one, 40);
    expect(await one.context.db.prisma.mailBundle.count()).toBe(1);
    expect(await queuedBy(one)).toHaveLength(1);

    const dying: AppContextParts["db"] = {
      ...one.context.db,
      transaction: (work) =>
        one.context.db.transaction(async (tx) => {
          await work(tx);
          throw new Error("killed");
        }),
    };
    await expect(unbundleMails({ ...one.context, db: dying })).rejects.toThrow("killed");
    expect(await queuedBy(one)).toHaveLength(1);

    await Promise.all([unbundleMails(one.context), unbundleMails(two.context)]);
    expect(await one.context.db.prisma.mailBundle.count()).toBe(0);
    expect((await queuedBy(one)).toSorted()).toEqual(bookings.toSorted());
    expect(await unbundleMails(one.context)).toBe(0);

    while ((await sendQueuedMails(one.context)) > 0);
    expect(new Set(one.mails.map(({ to }) => to)).size).toBe(40);
    expect(one.mails).toHaveLength(40);
  });

  it("hold up no others when they cannot be taken apart", async () => {
    const one = open();
    const { prisma } = one.context.db;
    await prisma.mailBundle.create({
      data: { template: "unheard_of", bookingIds: [], createdAt: new Date(0) },
    });
    const bookings = await bookTogether(one, 12);
    await expect(unbundleMails(one.context)).rejects.toThrow();
    expect(await queuedBy(one)).toEqual(expect.arrayContaining([...bookings]));
    await prisma.mailBundle.deleteMany();
  });
});
