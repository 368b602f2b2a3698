import {
  base32,
  type ChangedTicket,
  type CodeCheck,
  checkCode,
  SIGNATURE_BYTES,
  signedText,
  type TicketClaim,
} from "@foyer/contract/ticket-code";
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

const SIGNATURES = { valid: "good", void: "void", forged: "bad" } as const satisfies Record<
  CodeCheck["kind"],
  Signature
>;

/** What verifies codes without asking the server. */
export type DoorKey = {
  /** Undefined if this device cannot verify any. */
  key: CryptoKey | undefined;
  /** Tickets that are known to have been given back or passed on. */
  changedTickets: readonly ChangedTicket[];
};

/** Whether a code is signed for this event and still valid, without asking the server. */
export async function checkSignature(
  { key, changedTickets }: DoorKey,
  eventId: string,
  claim: TicketClaim,
): Promise<Signature> {
  if (key === undefined) return "unknown";
  const { kind } = await checkCode(claim, changedTickets, async (version) => {
    const text = new TextEncoder().encode(signedText(eventId, { ...claim, version }));
    const mac = new Uint8Array(await crypto.subtle.sign("HMAC", key, text));
    return base32(mac.subarray(0, SIGNATURE_BYTES)) === claim.signature;
  });
  return SIGNATURES[kind];
}

/** Of the tickets that a text may stand for, the one signed for this event, or else the first. */
export async function judgeClaims(
  doorKey: DoorKey,
  eventId: string,
  claims: readonly TicketClaim[],
): Promise<{ claim: TicketClaim; signature: Signature } | undefined> {
  const judged = await Promise.all(
    claims.map(async (claim) => ({ claim, signature: await checkSignature(doorKey, eventId, claim) })),
  );
  return judged.find(({ signature }) => signature === "good" || signature === "void") ?? judged[0];
}
