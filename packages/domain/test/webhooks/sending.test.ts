import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { deliveryView } from "@foyer/contract/webhook";
import { webhookMessage } from "@foyer/contract/webhook-message";
import type { AppContextParts } from "@foyer/domain/create-context";
import { giveUpOldWebhooks } from "@foyer/domain/webhooks/give-up";
import { removeWebhook, rotateWebhookSecret, updateWebhook } from "@foyer/domain/webhooks/manage-webhooks";
import { testWebhook } from "@foyer/domain/webhooks/test-webhook";
import { listDeliveries, replayDelivery } from "@foyer/domain/webhooks/webhook-log";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { bookTickets } from "@foyer/testing/bookings";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BROKEN, newWebhook, OK, Receiver } from "./kit.js";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());
// What one test leaves queued is not the next one's.
afterEach(async () => {
  await lone.context.db.prisma.webhookDelivery.deleteMany();
});

/** One of several processes on the same database, with a clock and a receiver of its own. */
function open(parts: Partial<AppContextParts> = {}) {
  const receiver = new Receiver();
  const { context, clock } = createTestContext({
    db: lone.context.db,
    webhookTransport: receiver,
    ...parts,
  });
  const send = async () => {
    await context.webhookSender.run();
    await context.webhookSender.idle();
  };
  const rows = () => context.db.prisma.webhookDelivery.findMany({ orderBy: { orderedAt: "asc" } });
  return { context, clock, receiver, send, rows };
}

type Process = ReturnType<typeof open>;

/** An endpoint, and a booking that was made and cancelled: two deliveries of one subject. */
async function madeAndCancelled({ context }: Process, organizer?: Awaited<ReturnType<typeof newUser>>) {
  const owner = organizer ?? (await newUser(context));
  const event = await newEvent(context, owner, { capacity: 50 });
  const endpoint = organizer === undefined ? await newWebhook(context, owner) : undefined;
  const buyer = await newUser(context);
  const { id } = await bookTickets(context, buyer, event.id);
  await cancelBooking(context, buyer, { id });
  return { organizer: owner, endpoint, event, bookingId: id };
}

const bodiesOf = ({ receiver }: Process) =>
  receiver.got.map(({ body }) => webhookMessage.parse(JSON.parse(body)).type);

describe("sending webhooks", () => {
  it("signs them by the secret of the endpoint, and by the one before for a day after a rotation", async () => {
    const one = open();
    const { organizer, endpoint } = await madeAndCancelled(one);
    if (endpoint === undefined) throw new Error("There is an endpoint.");
    await one.send();
    expect(bodiesOf(one)).toEqual(["booking.confirmed", "booking.cancelled"]);
    const first = one.receiver.got[0];
    expect(new Webhook(endpoint.secret).verify(first?.body ?? "", first?.headers ?? {})).toMatchObject({
      type: "booking.confirmed",
    });

    const { secret } = await rotateWebhookSecret(one.context, organizer, endpoint.id);
    await testWebhook(one.context, organizer, endpoint.id);
    const both = one.receiver.got[2];
    for (const own of [endpoint.secret, secret]) {
      expect(new Webhook(own).verify(both?.body ?? "", both?.headers ?? {})).toMatchObject({ type: "test" });
    }
    // Receivers refuse timestamps of another day, so the signatures are only counted here.
    one.clock.advance(DAY_MS + MINUTE_MS);
    await testWebhook(one.context, organizer, endpoint.id);
    expect(one.receiver.got[3]?.headers["webhook-signature"]?.split(" ")).toHaveLength(1);
  });

  it("signs by every secret of the last day, when it is replaced twice because an answer was lost", async () => {
    const one = open();
    const { organizer, endpoint } = await madeAndCancelled(one);
    if (endpoint === undefined) throw new Error("There is an endpoint.");
    const secrets = [endpoint.secret];
    for (let times = 0; times < 12; times++) {
      one.clock.advance(HOUR_MS);
      secrets.push((await rotateWebhookSecret(one.context, organizer, endpoint.id)).secret);
      if (times === 1) {
        await testWebhook(one.context, organizer, endpoint.id);
        const { body = "", headers = {} } = one.receiver.got.at(-1) ?? {};
        const signatures = headers["webhook-signature"]?.split(" ") ?? [];
        const [id, at] = [
          headers["webhook-id"] ?? "",
          new Date(Number(headers["webhook-timestamp"]) * 1_000),
        ];
        expect(signatures).toEqual(
          secrets.toReversed().map((secret) => new Webhook(secret).sign(id, at, body)),
        );
      }
    }
    // Not more than a receiver can be asked to read.
    await testWebhook(one.context, organizer, endpoint.id);
    expect(one.receiver.got.at(-1)?.headers["webhook-signature"]?.split(" ")).toHaveLength(11);
    // Each for its own day.
    one.clock.advance(DAY_MS - HOUR_MS);
    await testWebhook(one.context, organizer, endpoint.id);
    expect(one.receiver.got.at(-1)?.headers["webhook-signature"]?.split(" ")).toHaveLength(2);
  });

  it("keeps the order of a booking while another one goes on, and the id in all tries", async () => {
    const one = open();
    const stuck = await madeAndCancelled(one);
    await madeAndCancelled(one, stuck.organizer);
    let isBroken = true;
    one.receiver.answer = async ({ body }) =>
      isBroken && body.includes(`"id":"${stuck.bookingId}"`) ? BROKEN : OK;
    for (let i = 0; i < 4; i++) await one.send();
    const early = one.receiver.got.map(({ body }) => webhookMessage.parse(JSON.parse(body)));
    expect(early.filter(({ data }) => data.id === stuck.bookingId).map(({ type }) => type)).toEqual([
      "booking.confirmed",
    ]);
    expect(early.filter(({ data }) => data.id !== stuck.bookingId).map(({ type }) => type)).toEqual([
      "booking.confirmed",
      "booking.cancelled",
    ]);

    isBroken = false;
    one.receiver.got.length = 0;
    one.clock.advance(MINUTE_MS);
    await one.send();
    expect(bodiesOf(one)).toEqual(["booking.confirmed", "booking.cancelled"]);
    const rows = await one.rows();
    expect(rows.map(({ state }) => state)).toEqual(["delivered", "delivered", "delivered", "delivered"]);
    expect(one.receiver.ids).toContain(rows.find(({ tries }) => tries === 2)?.messageId);
  });

  it("lets one of several processes send each, and in order", async () => {
    const processes = [open(), open(), open()] as const;
    const [one] = processes;
    const { organizer } = await madeAndCancelled(one);
    for (let i = 0; i < 9; i++) await madeAndCancelled(one, organizer);
    const order: string[] = [];
    for (const { receiver } of processes) {
      receiver.answer = async ({ body }) => {
        const { type, data } = webhookMessage.parse(JSON.parse(body));
        order.push(`${data.id} ${type}`);
        return OK;
      };
    }
    for (let i = 0; i < 5; i++) await Promise.all(processes.map(({ send }) => send()));
    // What one set aside while another was sending comes within the time of a set-aside.
    for (const { clock } of processes) clock.advance(MINUTE_MS);
    await Promise.all(processes.map(({ send }) => send()));
    expect(order).toHaveLength(20);
    const byBooking = Map.groupBy(order, (entry) => entry.split(" ")[0]);
    for (const [, own] of byBooking) {
      expect(own.map((entry) => entry.split(" ")[1])).toEqual(["booking.confirmed", "booking.cancelled"]);
    }
  });

  it("sends again, with the same id, what a process had claimed that died", async () => {
    const dying = open({
      failpoint: (point) => {
        if (point === "webhook.sent") throw new Error("SIGKILL");
      },
    });
    await madeAndCancelled(dying);
    await dying.send();
    expect(dying.receiver.got).toHaveLength(1);
    const other = open();
    await other.send();
    expect(other.receiver.got).toHaveLength(0);
    other.clock.advance(2 * MINUTE_MS);
    await other.send();
    expect(bodiesOf(other)).toEqual(["booking.confirmed", "booking.cancelled"]);
    expect(other.receiver.ids[0]).toBe(dying.receiver.ids[0]);
  });

  it("does not let an endpoint that hangs hold up another one", async () => {
    const one = open();
    const { organizer } = await madeAndCancelled(one);
    const fine = await madeAndCancelled(one);
    const release: (() => void)[] = [];
    one.receiver.answer = ({ body }, signal) =>
      body.includes(fine.bookingId)
        ? Promise.resolve(OK)
        : new Promise((resolve) => {
            release.push(() => resolve(BROKEN));
            signal.addEventListener("abort", () => resolve({ kind: "aborted" }));
          });
    await one.context.webhookSender.run();
    await expect.poll(() => one.context.webhookSender.load()).toMatchObject({ sending: 1, delivered: 2 });
    expect(bodiesOf(one)).toHaveLength(3);
    // While it hangs, what is queued for others later is sent all the same.
    await madeAndCancelled(one, fine.organizer);
    one.receiver.answer = async () => OK;
    await one.context.webhookSender.run();
    await expect.poll(() => one.context.webhookSender.load().delivered).toBe(4);
    for (const go of release) go();
    await one.context.webhookSender.idle();
    expect(organizer.id).not.toBe(fine.organizer.id);
  });

  it("gives back what it was sending when the process stops", async () => {
    const one = open();
    await madeAndCancelled(one);
    one.receiver.answer = (_, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve({ kind: "aborted" })));
    await one.context.webhookSender.run();
    await expect.poll(() => one.receiver.got.length).toBe(1);
    await one.context.webhookSender.stop();
    expect((await one.rows())[0]).toMatchObject({ state: "queued", tries: 0 });
    const other = open();
    other.clock.advance(1_000);
    await other.send();
    expect(bodiesOf(other)).toEqual(["booking.confirmed", "booking.cancelled"]);
  });

  it("waits longer after each failure, and pauses an endpoint that keeps failing until it is back", async () => {
    const one = open();
    const { organizer, endpoint } = await madeAndCancelled(one);
    for (let i = 0; i < 5; i++) await madeAndCancelled(one, organizer);
    one.receiver.answer = async () => BROKEN;
    for (let i = 0; i < 40; i++) {
      await one.send();
      one.clock.advance(MINUTE_MS);
    }
    const tries = one.receiver.got.length;
    // Without a pause there would be a try at every round.
    expect(tries).toBeLessThan(30);
    const { db } = one.context;
    const failing = await db.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint?.id ?? "" } });
    expect(failing.failingSince).not.toBeNull();
    expect(failing.lastProblem).toBe("The receiver answered with 500.");

    one.receiver.answer = async () => OK;
    one.receiver.got.length = 0;
    one.clock.advance(6 * MINUTE_MS);
    for (let i = 0; i < 3; i++) await one.send();
    expect(one.receiver.got).toHaveLength(12);
    const back = await db.prisma.webhookEndpoint.findUniqueOrThrow({ where: { id: endpoint?.id ?? "" } });
    expect(back).toMatchObject({ failingSince: null, failures: 0, lastProblem: null });
  });

  it("gives up after three days, and sends again on request with the same id", async () => {
    const one = open();
    const { organizer, endpoint } = await madeAndCancelled(one);
    if (endpoint === undefined) throw new Error("There is an endpoint.");
    one.receiver.answer = async () => BROKEN;
    for (let i = 0; i < 11; i++) {
      await one.send();
      one.clock.advance(6.5 * HOUR_MS);
    }
    expect((await one.rows()).map(({ state }) => state)).toEqual(["queued", "queued"]);
    one.clock.advance(6.5 * HOUR_MS);
    await giveUpOldWebhooks(one.context);
    const page = await listDeliveries(one.context, organizer, {
      id: endpoint.id,
      limit: 20,
      state: "given_up",
    });
    const lost = page.items.map((item) => deliveryView.parse(item));
    expect(lost.map(({ type }) => type).sort()).toEqual(["booking.cancelled", "booking.confirmed"]);

    one.receiver.answer = async () => OK;
    one.receiver.got.length = 0;
    const wanted = lost.find(({ type }) => type === "booking.cancelled");
    if (wanted === undefined) throw new Error("It was cancelled.");
    await replayDelivery(one.context, organizer, wanted.id);
    one.clock.advance(6 * MINUTE_MS);
    await one.send();
    expect(one.receiver.ids).toEqual([wanted.messageId]);
    expect(await errorCodeOf(replayDelivery(one.context, await newUser(one.context), wanted.id))).toBe(
      "NOT_FOUND",
    );
  });

  it("switches an endpoint off that is gone, and on again on request", async () => {
    const one = open();
    const { organizer, endpoint } = await madeAndCancelled(one);
    if (endpoint === undefined) throw new Error("There is an endpoint.");
    one.receiver.answer = async () => ({ kind: "answered", status: 410 });
    await one.send();
    await one.send();
    expect(one.receiver.got).toHaveLength(1);
    expect((await one.rows()).map(({ state }) => state)).toEqual(["given_up", "given_up"]);
    await madeAndCancelled(one, organizer);
    expect(await one.rows()).toHaveLength(2);
    const [row] = await one.rows();
    const replay = () => replayDelivery(one.context, organizer, deliveryView.shape.id.parse(row?.id));
    expect(await errorCodeOf(replay())).toBe("WEBHOOK_DISABLED");
    const on = await updateWebhook(one.context, organizer, { id: endpoint.id, isEnabled: true });
    expect(on).toMatchObject({ isEnabled: true, isGone: false, lastProblem: null });
    await replay();
  });

  it("forgets what was queued for an endpoint that was removed, and for a disabled account", async () => {
    const one = open();
    const { organizer, endpoint } = await madeAndCancelled(one);
    if (endpoint === undefined) throw new Error("There is an endpoint.");
    await one.context.db.prisma.user.update({ where: { id: organizer.id }, data: { isActive: false } });
    await one.send();
    expect(one.receiver.got).toEqual([]);
    expect((await one.rows()).map(({ state }) => state)).toEqual(["given_up", "given_up"]);
    await removeWebhook(one.context, organizer, endpoint.id);
    expect(await one.rows()).toEqual([]);
    // Queued by a process that did not know it was removed.
    const other = await madeAndCancelled(one);
    await one.context.db.prisma.webhookEndpoint.delete({ where: { id: other.endpoint?.id ?? "" } });
    await one.send();
    expect(await one.rows()).toEqual([]);
  });
});
