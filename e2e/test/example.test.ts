import { execFile, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";
import { book, newEvent, newPerson } from "./kit/people.js";

const example = (name: string) => fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

test("the README's example program books and cancels", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    example("first-booking.mjs"),
    inject("origin"),
  ]);
  expect(stdout).toMatch(/^confirmed: 2 tickets for .+\ncancelled: the tickets are back on sale\n$/);
});

test("the example receiver of webhooks takes what Foyer signed, once each, and nothing else", async () => {
  const organizer = await newPerson("Wanda Hook");
  const event = await newEvent(organizer);
  // The secret is known when the address is, so the receiver moves once.
  const { id, secret } = await organizer.api.webhook.create.mutate({
    url: `${inject("origin")}/not-there-yet`,
    events: ["booking.*"],
  });
  const receiver = spawn(process.execPath, [example("webhook-receiver.mjs"), "0"], {
    env: { PATH: process.env.PATH, FOYER_WEBHOOK_SECRET: secret },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines: string[] = [];
    createInterface({ input: receiver.stdout }).on("line", (line) => lines.push(line));
    const listening = /^listening on (\S+)$/;
    await expect.poll(() => listening.test(lines[0] ?? "")).toBe(true);
    const url = listening.exec(lines[0] ?? "")?.[1] ?? "";
    await organizer.api.webhook.update.mutate({ id, url });
    expect(await organizer.api.webhook.test.mutate({ id })).toMatchObject({ isDelivered: true, status: 204 });

    const booking = await book(await newPerson("Ada Buyer"), event, 1);
    await expect.poll(() => lines).toContain(`booking.confirmed ${booking.id}`);
    // The receiver has it a moment before Foyer knows.
    const delivered = async () =>
      (await organizer.api.webhook.deliveries.query({ id, state: "delivered" })).items;
    await expect.poll(delivered).toHaveLength(1);
    const [first] = await delivered();
    if (first === undefined) throw new Error("It was delivered.");
    await organizer.api.webhook.replay.mutate({ deliveryId: first.id });
    await expect
      .poll(async () => (await delivered()).map(({ deliveredAt }) => Number(deliveredAt)))
      .toEqual([expect.toSatisfy((at: number) => at > Number(first.deliveredAt))]);
    expect(lines.slice(1)).toEqual([`test ${id}`, `booking.confirmed ${booking.id}`]);

    const forged = await fetch(url, { method: "POST", body: "{}", headers: { "webhook-id": "msg_1" } });
    expect(forged.status).toBe(401);
  } finally {
    receiver.kill("SIGKILL");
  }
});
