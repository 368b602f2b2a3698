import { createHmac, randomBytes } from "node:crypto";
import { base32, SIGNATURE_BYTES, signedText } from "@foyer/contract/ticket";
import { expect, it } from "vitest";
import { checkSignature, importTicketKey } from "../src/door/ticket-signature";

const EVENT = "e".repeat(24);
const TICKET = { bookingId: "b".repeat(24), number: 2 };
const KEY = randomBytes(32);

function signed(event: string, version = 0): string {
  const mac = createHmac("sha256", KEY)
    .update(signedText(event, { ...TICKET, version }))
    .digest();
  return base32(mac.subarray(0, SIGNATURE_BYTES));
}

it("tells this event's tickets from others by itself", async () => {
  const key = await importTicketKey(KEY.toString("base64url"));
  const door = { key, changedTickets: [] };
  const claim = { ...TICKET, signature: signed(EVENT) };
  expect(await checkSignature(door, EVENT, claim)).toBe("good");
  expect(await checkSignature(door, EVENT, { ...claim, number: 3 })).toBe("bad");
  expect(await checkSignature(door, EVENT, { ...claim, signature: signed("f".repeat(24)) })).toBe("bad");
  expect(await checkSignature({ ...door, key: undefined }, EVENT, claim)).toBe("unknown");
});

it("refuses codes of tickets that were given back or passed on, and knows one that was passed on since", async () => {
  const key = await importTicketKey(KEY.toString("base64url"));
  const codes = [0, 1, 2, 3].map((version) => ({ ...TICKET, signature: signed(EVENT, version) }));
  const judged = (version: number | null) =>
    Promise.all(
      codes.map((claim) => checkSignature({ key, changedTickets: [{ ...TICKET, version }] }, EVENT, claim)),
    );
  expect(await judged(2)).toEqual(["void", "void", "good", "good"]);
  expect(await judged(null)).toEqual(["void", "void", "void", "void"]);
});
