import { createHmac, randomBytes } from "node:crypto";
import { base32, SIGNATURE_BYTES, signedText } from "@foyer/contract/ticket";
import { expect, it } from "vitest";
import { checkSignature, importTicketKey } from "../src/door/ticket-signature";

const EVENT = "e".repeat(24);
const TICKET = { bookingId: "b".repeat(24), number: 2 };
const KEY = randomBytes(32);

function signed(event: string): string {
  const mac = createHmac("sha256", KEY).update(signedText(event, TICKET)).digest();
  return base32(mac.subarray(0, SIGNATURE_BYTES));
}

it("tells this event's tickets from others by itself", async () => {
  const key = await importTicketKey(KEY.toString("base64url"));
  const claim = { ...TICKET, signature: signed(EVENT) };
  expect(await checkSignature(key, EVENT, claim)).toBe("good");
  expect(await checkSignature(key, EVENT, { ...claim, number: 3 })).toBe("bad");
  expect(await checkSignature(key, EVENT, { ...claim, signature: signed("f".repeat(24)) })).toBe("bad");
  expect(await checkSignature(undefined, EVENT, claim)).toBe("unknown");
});
