import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DAY_MS } from "@foyer/contract/time";
import type { AppContext } from "@foyer/domain/context";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { type InstalledClient, installClient } from "@foyer/testing/installed-client";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const FIRST_BOOKING = fileURLToPath(new URL("../../../e2e/examples/first-booking.mjs", import.meta.url));

let context: AppContext;
let server: TestServer;
let program: InstalledClient;
beforeAll(async () => {
  // Of its own: the example books whatever event comes first.
  ({ context } = await createIsolatedTestContext());
  server = await listen(context);
  program = await installClient();
});
afterAll(async () => {
  await program?.remove();
  await server.close();
  await context.db.close();
});

describe("the client, packed and installed in a folder of its own", () => {
  it.each([
    ["of one kind", {}],
    [
      "of several kinds",
      {
        // The first to be found.
        dateTime: new Date(Date.now() + 10 * DAY_MS),
        ticketTypes: [
          { name: "Early", price: 1_000, quota: 1 },
          { name: "Regular", price: 2_000 },
        ],
      },
    ],
  ])("registers, finds an event with tickets %s, books and cancels", async (name, fields) => {
    const event = await newEvent(context, await newUser(context), { name: `Tickets ${name}`, ...fields });
    await copyFile(FIRST_BOOKING, join(program.folder, "first-booking.mjs"));
    const printed = await program.node("first-booking.mjs", server.origin);
    expect(printed).toBe(`confirmed: 2 tickets for ${event.name}\ncancelled: the tickets are back on sale\n`);
  });

  it("does what its README shows first", async () => {
    await newEvent(context, await newUser(context), { name: "Jazz for beginners" });
    const readme = await readFile(join(program.folder, "node_modules/@foyer/client/README.md"), "utf8");
    const code = readme.match(/^```ts\n(.*?)^```$/ms)?.[1] ?? "";
    const here = code.replace("https://tickets.example.org", server.origin).replace("pat@", `${Date.now()}@`);
    await writeFile(join(program.folder, "readme.mts"), here);
    expect(await program.node("readme.mts")).toBe("confirmed\n");
  });

  it.each(["live.mjs", "live.cjs"])("is told at once where an event stands: %s", async (name) => {
    const { id } = await newEvent(context, await newUser(context), { capacity: 7 });
    await writeFile(
      join(program.folder, name),
      `${name.endsWith("cjs") ? 'const { createFoyerClient } = require("@foyer/client");' : 'import { createFoyerClient } from "@foyer/client";'}
      const foyer = createFoyerClient({ url: process.argv[2] + "/trpc" });
      const onData = ({ data }) => {
        console.log(data.availableTickets, "left");
        stream.unsubscribe();
      };
      const stream = foyer.event.onAvailability.subscribe({ eventId: process.argv[3] }, { onData });`,
    );
    expect(await program.node(name, server.origin, id)).toBe("7 left\n");
  });

  it("works for CommonJS, with the helpers of its other entries", async () => {
    await writeFile(
      join(program.folder, "list.cjs"),
      `const { createFoyerClient, reasonOf } = require("@foyer/client");
      const { formatMoney } = require("@foyer/client/money");
      const { readTicketCode } = require("@foyer/client/ticket");
      const foyer = createFoyerClient({ url: process.argv[2] + "/trpc" });
      foyer.event.byId.query({ id: "0".repeat(24) }).catch((error) => {
        console.log(reasonOf(error), formatMoney(1250, "JPY"), readTicketCode("no code"));
      });`,
    );
    expect(await program.node("list.cjs", server.origin)).toBe("NOT_FOUND JPY 1,250 undefined\n");
  });
});
