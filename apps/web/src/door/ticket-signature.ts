import { base32, SIGNATURE_BYTES, signedText } from "@foyer/contract/ticket";
import type { TicketClaim } from "@foyer/contract/ticket-code";
import type { Signature } from "./scan-queue";

/** The event's ticket key for verification; undefined where the browser has no Web Crypto, as over plain http. */
export async function importTicketKey(ticketKey: string): Promise<CryptoKey | undefined> {
  const { subtle } = crypto;
  if (subtle === undefined) return undefined;
  const bytes = Uint8Array.from(atob(ticketKey.replaceAll("-", "+").replaceAll("_", "/")), (letter) =>
    letter.charCodeAt(0),
  );
  return subtle.importKey("raw", bytes, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
}

/** Whether a code is signed for this event, without asking the server. */
export async function checkSignature(
  key: CryptoKey | undefined,
  eventId: string,
  claim: TicketClaim,
): Promise<Signature> {
  if (key === undefined) return "unknown";
  const text = new TextEncoder().encode(signedText(eventId, claim));
  const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
  return base32(mac.subarray(0, SIGNATURE_BYTES)) === claim.signature ? "good" : "bad";
}

/** Of the tickets that a text may stand for, the one signed for this event, or else the first. */
export async function judgeClaims(
  key: CryptoKey | undefined,
  eventId: string,
  claims: readonly TicketClaim[],
): Promise<{ claim: TicketClaim; signature: Signature } | undefined> {
  const judged = await Promise.all(
    claims.map(async (claim) => ({ claim, signature: await checkSignature(key, eventId, claim) })),
  );
  return judged.find(({ signature }) => signature === "good") ?? judged[0];
}
