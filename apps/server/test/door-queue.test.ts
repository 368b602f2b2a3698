import { webcrypto } from "node:crypto";
import type { RouterInputs } from "@foyer/client";
import { isFoyerError, reasonOf } from "@foyer/client";
import { base32, readTicketCode, SIGNATURE_BYTES, signedText } from "@foyer/contract/ticket";
import { MINUTE_MS } from "@foyer/contract/time";
import { newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

/** Somebody signed in, as a program. */
async function newProgram() {
  const user = await newUser(context);
  const { sessionToken } = await newSession(context, user.id);
  return { user, program: server.client(sessionToken) };
}

describe("a door without a network", () => {
  it("judges codes by itself and sends its scans later, as the guide for programs shows", async () => {
    const { user, program: organizer } = await newProgram();
    const { id: eventId } = await newEvent(context, user);
    const attendee = (await newProgram()).program;
    const wish = { eventId, ticketQuantity: 3, paymentMethod: "cash" as const };
    const { id } = await attendee.booking.create.mutate(wish);
    const codes = (await attendee.booking.tickets.query({ id })).map(({ code }) => code);

    const { ticketKey } = await organizer.event.door.query({ eventId });
    const plain = ticketKey.replace(/-/g, "+").replace(/_/g, "/");
    const secret = Uint8Array.from(atob(plain), (sign) => sign.charCodeAt(0));
    const hmac = { name: "HMAC", hash: "SHA-256" };
    const key = await webcrypto.subtle.importKey("raw", secret, hmac, false, ["sign"]);
    const isGenuine = async (code: string) => {
      const claim = readTicketCode(code);
      if (claim === undefined) return false;
      const text = new TextEncoder().encode(signedText(eventId, claim));
      const mac = await webcrypto.subtle.sign("HMAC", key, text);
      return base32(new Uint8Array(mac, 0, SIGNATURE_BYTES)) === claim.signature;
    };

    const scannedAt = new Date(Date.now() - 10 * MINUTE_MS);
    const queue: RouterInputs["booking"]["checkIn"][] = [];
    for (const code of [...codes, "FOYER-FORGED", `${codes[0]?.slice(0, -2)}AA`]) {
      if (await isGenuine(code)) queue.push({ eventId, code, scanId: `offline-${queue.length}`, scannedAt });
    }
    expect(queue.map(({ code }) => code)).toEqual(codes);

    // Another device lets the second one in meanwhile; the first answer to the first scan is lost.
    const [first, second] = queue;
    if (first === undefined || second === undefined) throw new Error("Nothing was scanned.");
    const admitted = await organizer.booking.checkIn.mutate({
      ...second,
      scanId: "online",
      scannedAt: undefined,
    });
    const lost = await organizer.booking.checkIn.mutate(first);
    expect(await organizer.booking.checkIn.mutate(first)).toEqual(lost);
    expect(lost.admittedAt).toEqual(scannedAt);

    const refused: unknown[] = [];
    for (const scan of queue)
      await organizer.booking.checkIn.mutate(scan).catch((error) => refused.push(error));
    expect(refused.map(reasonOf)).toEqual(["ALREADY_CHECKED_IN"]);
    const [error] = refused;
    expect(isFoyerError(error) && error.data).toMatchObject({
      httpStatus: 409,
      admittedAt: admitted.admittedAt,
      admittedBy: "Test Person",
    });
    expect((await organizer.event.door.query({ eventId })).counts).toEqual({ admitted: 3, expected: 3 });
  });
});
