import { createHmac, hash, timingSafeEqual } from "node:crypto";
import type { UserId } from "@foyer/contract/ids";
import type { RandomSource } from "../random.js";
import { newToken } from "../sessions/credentials.js";

/**
 * Device tokens, after OWASP's device cookies: a sign-in gives the device a token that identifies it later. It
 * grants no access. Failed sign-ins of a known device are counted apart from the account's, so that attackers
 * cannot lock its owner out.
 *
 * A token has an entry for each account that signed in on the device: a random nonce, and its MAC under the
 * account's `deviceKey`. Nothing is stored per device, and a new key invalidates the tokens of all the account's
 * devices.
 */
const NONCE_LENGTH = 43;
const ENTRY_LENGTH = 2 * NONCE_LENGTH;

/** The maximum number of accounts per token; the one that signed in longest ago is dropped. */
const MAX_ENTRIES = 4;

/** A device with a valid token for an account. */
export interface KnownDevice {
  /** Identifies the device to this account; not a credential. */
  readonly id: string;
  readonly entry: string;
}

interface AccountKey {
  readonly id: UserId;
  /** Null until the first sign-in since device tokens exist. */
  readonly deviceKey: string | null;
}

/** The device of a token, if the token is valid for this account; undefined for any other text. */
export function recognizeDevice(account: AccountKey, token: string | undefined): KnownDevice | undefined {
  const { deviceKey, id } = account;
  if (deviceKey === null || token === undefined) return undefined;
  const entry = entriesOf(token).find((candidate) => isMadeWith(deviceKey, id, candidate));
  if (entry === undefined) return undefined;
  return { id: hash("sha256", `${id}:${entry.slice(0, NONCE_LENGTH)}`, "hex"), entry };
}

/**
 * The token for a device on which an account signed in; it keeps the entries of other accounts.
 *
 * @param known the recognized device, whose id stays the same
 */
export function issueDeviceToken(
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
