import { spawn } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { FoyerClient } from "@foyer/client";
import { newApiKey, newEvent, newSession, newUser, TEST_PASSWORD } from "@foyer/testing/fixtures";
import { type InstalledClient, installClient } from "@foyer/testing/installed-client";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const EXAMPLES = fileURLToPath(new URL("../../../packages/client/examples", import.meta.url));

const { context } = createTestContext();
let server: TestServer;
let installed: InstalledClient;
beforeAll(async () => {
  server = await listen(context);
  installed = await installClient();
});
afterAll(async () => {
  await installed?.remove();
  await server.close();
  await context.db.close();
});

/** Somebody with an account, a way to the API, and a folder in which their program runs. */
async function newOwner() {
  const user = await newUser(context);
  const { sessionToken } = await newSession(context, user.id);
  const folder = join(installed.folder, user.id);
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), '{ "type": "module" }');
  let secrets: Record<string, string> = { FOYER_EMAIL: user.email, FOYER_PASSWORD: TEST_PASSWORD };
  return {
    user,
    folder,
    api: server.client(sessionToken),
    /** Gives their programs an API key in place of the password. */
    async useKey(options: Parameters<typeof newApiKey>[2]): Promise<string> {
      const { id, key } = await newApiKey(context, user, options);
      secrets = { FOYER_API_KEY: key };
      return id;
    },
    /** Runs an example to its end and resolves to the lines it prints. */
    async run(example: string, args: readonly string[], input = ""): Promise<string[]> {
      await cp(join(EXAMPLES, example), join(folder, example));
      const child = spawn(process.execPath, [example, ...args], {
        cwd: folder,
        env: { ...process.env, ...secrets },
      });
      child.stdin.end(input);
      const [out, problem] = await Promise.all([text(child.stdout), text(child.stderr)]);
      if (problem !== "") throw new Error(problem);
      return out.trimEnd().split("\n");
    },
  };
}

async function bookedCodes(api: FoyerClient, eventId: string, ticketQuantity: number): Promise<string[]> {
  const { id } = await api.booking.create.mutate({ eventId, ticketQuantity, paymentMethod: "cash" });
  return (await api.booking.tickets.query({ id })).map(({ code }) => code);
}

it("the sales bot books what it may, waits where nothing is left, and does neither twice", async () => {
  const [bot, organizer, other] = [await newOwner(), await newOwner(), await newOwner()];
  const category = `Bot ${bot.user.id}`;
  const make = (name: string, fields: object) =>
    newEvent(context, organizer.user, { name: `${name} ${bot.user.id}`, category, ...fields });
  await make("Cheap", { price: 1_000 });
  await make("Dear", { price: 9_000 });
  const soldOut = await make("Gone", { price: 1_000, capacity: 2 });
  await bookedCodes(other.api, soldOut.id, 2);
  await make("Kinds", {
    ticketTypes: [
      { name: "Early", price: 500, quota: 1 },
      { name: "Regular", price: 1_200 },
    ],
  });
  const args = [
    server.origin,
    "--search",
    bot.user.id,
    "--tickets",
    "2",
    "--at-most",
    "30",
    "--card",
    "tok_ok",
  ];
  const first = await bot.run("sales-bot.ts", args);
  expect(first.toSorted()).toEqual([
    `Cheap ${bot.user.id}: booked for EUR 20.00`,
    `Dear ${bot.user.id}: too expensive at EUR 180.00`,
    `Gone ${bot.user.id}: sold out; waiting at place 1`,
    `Kinds ${bot.user.id}: booked for EUR 24.00`,
  ]);
  const { items } = await bot.api.booking.mine.query();
  expect(items).toMatchObject(
    Array.from({ length: 2 }, () => ({ status: "confirmed", paymentStatus: "paid", ticketQuantity: 2 })),
  );
  const second = await bot.run("sales-bot.ts", args);
  expect(second.toSorted()).toEqual([
    `Cheap ${bot.user.id}: booked before`,
    `Dear ${bot.user.id}: too expensive at EUR 180.00`,
    `Gone ${bot.user.id}: sold out; waiting at place 1`,
    `Kinds ${bot.user.id}: booked before`,
  ]);
});

it("the nightly synchronization writes all bookings once, then what has changed", async () => {
  const [organizer, one, other] = [await newOwner(), await newOwner(), await newOwner()];
  const event = await newEvent(context, organizer.user, { price: 1_250 });
  await organizer.useKey({ scopes: ["read"] });
  await bookedCodes(one.api, event.id, 2);
  const table = async () =>
    (await readFile(join(organizer.folder, "foyer-bookings.csv"), "utf8")).split("\r\n");
  expect(await organizer.run("nightly-sync.ts", [server.origin])).toEqual([
    "1 changed, 1 in foyer-bookings.csv",
  ]);
  expect((await table())[1]).toContain('"2","25.00","EUR","confirmed"');

  await bookedCodes(other.api, event.id, 1);
  const [mine] = (await one.api.booking.mine.query()).items;
  await one.api.booking.cancel.mutate({ id: mine?.id ?? "" });
  expect(await organizer.run("nightly-sync.ts", [server.origin])).toEqual([
    "2 changed, 2 in foyer-bookings.csv",
  ]);
  expect(await organizer.run("nightly-sync.ts", [server.origin])).toEqual([
    "0 changed, 2 in foyer-bookings.csv",
  ]);
  // Killed before it could say how far it was: everything again, and nothing twice.
  await rm(join(organizer.folder, "foyer-bookings.json"));
  expect(await organizer.run("nightly-sync.ts", [server.origin])).toEqual([
    "2 changed, 2 in foyer-bookings.csv",
  ]);
  expect((await table()).filter((row) => row.includes('"cancelled"'))).toHaveLength(1);
});

describe("the door scanner", () => {
  it("admits each ticket once, and nobody with a forged one", async () => {
    const [organizer, attendee] = [await newOwner(), await newOwner()];
    const event = await newEvent(context, organizer.user);
    await organizer.useKey({ scopes: ["check-in"], eventIds: [event.id] });
    const [code = ""] = await bookedCodes(attendee.api, event.id, 2);
    const forged = `${code.slice(0, -2)}AA`;
    const said = await organizer.run(
      "door-scanner.ts",
      [server.origin, event.id],
      `${code}\n${code}\n${forged}\n`,
    );
    expect(said).toEqual([
      expect.stringMatching(/^OK .*, ticket 1 of 2 \(1\/2\)$/),
      expect.stringMatching(/^STOP {2}used \d{4}-/),
      "STOP  not a ticket of this event",
    ]);
  });

  it("goes on without a network, and sends its scans when there is one", async () => {
    const [organizer, attendee] = [await newOwner(), await newOwner()];
    const event = await newEvent(context, organizer.user);
    await organizer.useKey({ scopes: ["check-in"], eventIds: [event.id] });
    const [first = "", second = ""] = await bookedCodes(attendee.api, event.id, 2);
    await organizer.run("door-scanner.ts", [server.origin, event.id]);
    // Nothing listens there.
    const nowhere = "http://127.0.0.1:9";
    expect(await organizer.run("door-scanner.ts", [nowhere, event.id], `${first}\n${second}\n`)).toEqual([
      "OK    genuine; 1 to be sent",
      "OK    genuine; 2 to be sent",
    ]);
    const sent = await organizer.run("door-scanner.ts", [server.origin, event.id]);
    expect(sent).toEqual([
      expect.stringContaining("ticket 1 of 2"),
      expect.stringContaining("ticket 2 of 2"),
    ]);
    const { counts } = await organizer.api.event.door.query({ eventId: event.id });
    expect(counts).toEqual({ admitted: 2, expected: 2 });
  });

  it("keeps its scans when its key is revoked, and sends them with another", async () => {
    const [organizer, attendee] = [await newOwner(), await newOwner()];
    const event = await newEvent(context, organizer.user);
    const [code = ""] = await bookedCodes(attendee.api, event.id, 1);
    const scopes: ["check-in"] = ["check-in"];
    const id = await organizer.useKey({ scopes });
    const args = [server.origin, event.id];
    await organizer.run("door-scanner.ts", args);
    await organizer.api.apiKey.revoke.mutate({ id });
    expect(await organizer.run("door-scanner.ts", args, `${code}\n`)).toEqual([
      "OK    genuine; 1 to be sent",
    ]);
    await organizer.useKey({ scopes });
    expect(await organizer.run("door-scanner.ts", args)).toEqual([expect.stringContaining("ticket 1 of 1")]);
  });
});
