// Checks tickets at a door, from a terminal: a scanner that types what it reads, a line each. It goes on without a network:
// it knows by itself which codes are genuine, keeps the scans in a file, and sends them when the server answers again.
//
// Its API key is for this event and has the scope to check in, so that a device that is lost opens nothing else.
//
//   FOYER_API_KEY=foyer_… node door-scanner.ts http://localhost:3000 <event>
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import {
  createFoyerClient,
  failureOf,
  isFoyerError,
  type RouterInputs,
  type RouterOutputs,
} from "@foyer/client";
import { base32, checkCode, readTicketCode, SIGNATURE_BYTES, signedText } from "@foyer/client/ticket";

type Scan = RouterInputs["booking"]["checkIn"];

const [origin = "http://localhost:3000", eventId = ""] = process.argv.slice(2);
const url = `${origin}/trpc`;
// A queue stands behind each scan: rather kept for later than waited for.
const foyer = createFoyerClient({
  url,
  apiKey: process.env.FOYER_API_KEY,
  timeoutMs: 5_000,
  repeats: "off",
});

type Door = RouterOutputs["event"]["door"];

/** What outlives the program: the key that proves tickets, those whose first code is void, and scans that were not sent yet. */
interface Kept extends Pick<Door, "ticketKey" | "changedTickets"> {
  readonly scans: readonly Scan[];
}
const file = `door-${eventId}.json`;

function keep(kept: Kept): Kept {
  writeFileSync(`${file}.part`, JSON.stringify(kept), { mode: 0o600, flush: true });
  renameSync(`${file}.part`, file);
  return kept;
}

async function open(): Promise<Kept> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const { ticketKey, changedTickets } = await foyer.event.door.query({ eventId });
  return keep({ ticketKey, changedTickets, scans: [] });
}

let kept = await open();
const hmac = { name: "HMAC", hash: "SHA-256" };
const key = await crypto.subtle.importKey("raw", Buffer.from(kept.ticketKey, "base64url"), hmac, false, [
  "sign",
]);

/** Whether a code is one of a valid ticket, as far as this program knows: of one that was passed on, the newest. */
async function isGenuine(code: string): Promise<boolean> {
  const claim = readTicketCode(code);
  if (claim === undefined) return false;
  const { kind } = await checkCode(claim, kept.changedTickets, async (version) => {
    const text = new TextEncoder().encode(signedText(eventId, { ...claim, version }));
    const mac = await crypto.subtle.sign("HMAC", key, text);
    return base32(new Uint8Array(mac, 0, SIGNATURE_BYTES)) === claim.signature;
  });
  return kind === "valid";
}

/** Learns which tickets were given back or passed on meanwhile, if the server answers. */
async function renew(): Promise<void> {
  const door = await foyer.event.door.query({ eventId }).catch(() => undefined);
  if (door !== undefined) kept = keep({ ...kept, changedTickets: door.changedTickets });
}

/** Sends what is kept, oldest first, until something says to try later. */
async function send(): Promise<void> {
  for (let [scan] = kept.scans; scan !== undefined; [scan] = kept.scans) {
    const said = await judge(scan);
    if (said === undefined) return;
    console.log(said);
    kept = keep({ ...kept, scans: kept.scans.slice(1) });
  }
}

/** What the server says of a scan; undefined if nobody has judged it yet. */
async function judge(scan: Scan): Promise<string | undefined> {
  try {
    return welcome(await foyer.booking.checkIn.mutate(scan));
  } catch (error) {
    if (isFoyerError(error, "ALREADY_CHECKED_IN")) {
      const { admittedAt, admittedBy } = error.data;
      return `STOP  used ${admittedAt?.toISOString() ?? "before"}, by ${admittedBy ?? "somebody else"}`;
    }
    if (isFoyerError(error, "TICKET_CANCELLED", "EVENT_CANCELLED")) return "STOP  cancelled";
    if (isFoyerError(error, "TICKET_NOT_VALID", "TICKET_OF_ANOTHER_EVENT")) return "STOP  not for this door";
    // UNAUTHENTICATED: the key was revoked or has run out. Whoever starts this with another one sends what was kept.
    if (isFoyerError(error, "UNAUTHENTICATED", "RATE_LIMITED")) return undefined;
    if (isFoyerError(error, "BUSY", "DATABASE_UNAVAILABLE", "INTERNAL")) return undefined;
    if (failureOf(error)?.kind !== "refused") return undefined;
    throw error;
  }
}

function welcome(ticket: RouterOutputs["booking"]["checkIn"]): string {
  const { attendeeName, ticketNumber, ticketQuantity, counts } = ticket;
  return `OK    ${attendeeName}, ticket ${ticketNumber} of ${ticketQuantity} (${counts.admitted}/${counts.expected})`;
}

await renew();
await send();
for await (const line of createInterface({ input: process.stdin })) {
  const code = line.trim();
  if (code === "") continue;
  if (!(await isGenuine(code))) {
    console.log("STOP  not a ticket of this event");
    continue;
  }
  const scan = { eventId, code, scanId: crypto.randomUUID(), scannedAt: new Date() };
  kept = keep({ ...kept, scans: [...kept.scans, scan] });
  await send();
  if (kept.scans.length > 0) console.log(`OK    genuine; ${kept.scans.length} to be sent`);
}
if (kept.scans.length > 0) process.exitCode = 1;
