import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { UserId } from "@foyer/contract/ids";
import type { RandomSource } from "../random.js";
import { newToken } from "../sessions/token.js";

/**
 * Device tokens, after OWASP's device cookies: who signed in on a device gets a token there that proves it later. It
 * admits nobody. It has the device's failed sign-ins counted apart from the account's, so that strangers who guess at an
 * account cannot lock its owner out.
 *
 * A token holds an entry for each account that signed in on the device: a random nonce, and its MAC under the account's
 * own `deviceKey`. Nothing is stored for a device, and a new key makes all of an account's devices strangers.
 */
const NONCE_LENGTH = 43;
const ENTRY_LENGTH = 2 * NONCE_LENGTH;

/** Accounts that one device is known to; the one that signed in longest ago gives way. */
const MAX_ENTRIES = 4;

/** A device that proved that an account signed in on it. */
export interface KnownDevice {
  /** Names the device towards this account; not a credential. */
  readonly id: string;
  readonly entry: string;
}

interface AccountKey {
  readonly id: UserId;
  /** Absent until somebody signed in since there are device tokens. */
  readonly deviceKey: string | null;
}

/** The device behind a token, if this account signed in on it; nothing for any other text. */
export function recognizeDevice(account: AccountKey, token: string | undefined): KnownDevice | undefined {
  const { deviceKey, id } = account;
  if (deviceKey === null || token === undefined) return undefined;
  const entry = entriesOf(token).find((candidate) => isMadeWith(deviceKey, id, candidate));
  if (entry === undefined) return undefined;
  return { id: hash("sha256", `${id}:${entry.slice(0, NONCE_LENGTH)}`, "hex"), entry };
}

/**
 * The token that a device keeps once an account has signed in on it: with the accounts it was known to before.
 *
 * @param known the device as it was recognized, which stays the same one
 */
export function rememberDevice(
  account: { readonly id: UserId; readonly deviceKey: string },
  {
    token,
    known,
    random,
  }: {
    readonly token: string | undefined;
    readonly known?: KnownDevice | undefined;
    readonly random: RandomSource;
  },
): string {
  const entry = known?.entry ?? newEntry(account, random);
  const others = entriesOf(token ?? "").filter((other) => other !== entry);
  return [entry, ...others].slice(0, MAX_ENTRIES).join("");
}

function newEntry(
  { id, deviceKey }: { readonly id: UserId; readonly deviceKey: string },
  random: RandomSource,
) {
  const nonce = newToken(random);
  return `${nonce}${macOf(deviceKey, id, nonce)}`;
}

function entriesOf(token: string): string[] {
  const count = Math.min(MAX_ENTRIES, Math.floor(token.length / ENTRY_LENGTH));
  return Array.from({ length: count }, (_, index) =>
    token.slice(index * ENTRY_LENGTH, (index + 1) * ENTRY_LENGTH),
  );
}

function isMadeWith(deviceKey: string, id: UserId, entry: string): boolean {
  const expected = Buffer.from(macOf(deviceKey, id, entry.slice(0, NONCE_LENGTH)));
  const given = Buffer.from(entry.slice(NONCE_LENGTH));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function macOf(deviceKey: string, id: UserId, nonce: string): string {
  return createHmac("sha256", deviceKey).update(`${id}:${nonce}`).digest("base64url");
}
