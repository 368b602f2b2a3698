import { type ApiScope, apiScope } from "@foyer/contract/api-key";
import { type ApiKeyId, apiKeyId, eventId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { hashToken } from "../sessions/credentials.js";
import { isApiKey } from "./key-format.js";
import type { FoundKey } from "./key-lookup.js";
import { noteRefusal } from "./note-refusal.js";

/** The user of an API key, and what the key may be used for. */
export interface KeyHolder extends Actor {
  /** Identifies the key; not a credential. */
  readonly key: ApiKeyId;
  readonly scopes: ReadonlySet<ApiScope>;
  readonly lastUsedAt: Date | null;
}

/** Why an API key is of no use. */
export type KeyProblem = "unknown" | "revoked" | "expired" | "disabled";

/** A key that is good, or what is wrong with it. */
export type KeyCheck =
  | ({ readonly kind: "key" } & KeyHolder)
  | { readonly kind: "badKey"; readonly problem: KeyProblem };

/** Finds out whose key a bearer token is, and whether it holds. Use of a revoked or expired one is audited. */
export async function checkApiKey(
  context: Pick<AppContext, "apiKeyLookup" | "apiKeyRefusals" | "clock" | "db" | "onSecurityEvent">,
  token: string,
  device: DeviceInfo,
): Promise<KeyCheck> {
  const hash = isApiKey(token) ? hashToken(token) : undefined;
  const found = hash === undefined ? undefined : await context.apiKeyLookup.request(hash, null);
  if (found === undefined) return { kind: "badKey", problem: "unknown" };
  const problem = problemOf(found, context.clock.now());
  if (problem === undefined) return { kind: "key", ...toHolder(found) };
  await noteRefusal(context, found, problem, device);
  return { kind: "badKey", problem };
}

function problemOf({ revokedAt, expiresAt, user }: FoundKey, now: Date): KeyProblem | undefined {
  if (revokedAt !== null) return "revoked";
  if (expiresAt !== null && expiresAt <= now) return "expired";
  return user.isActive ? undefined : "disabled";
}

function toHolder({ id, userId, user, scopes, allEvents, eventIds, lastUsedAt }: FoundKey): KeyHolder {
  return {
    id: userId,
    role: user.role,
    ...(!allEvents && { onlyEvents: new Set(eventIds.map((id) => eventId.parse(id))) }),
    key: apiKeyId.parse(id),
    scopes: new Set(scopes.map((scope) => apiScope.parse(scope))),
    lastUsedAt,
  };
}

const WORDS: Readonly<Record<KeyProblem, string>> = {
  unknown: "This API key is not valid. Check that all of it was sent.",
  revoked: "This API key was revoked. Create another one on the account page.",
  expired: "This API key has expired. Create another one on the account page.",
  disabled: "The account of this API key is disabled.",
};

/** The error for a key that is of no use. */
export function badKeyError(problem: KeyProblem): DomainError {
  return new DomainError("UNAUTHENTICATED", WORDS[problem]);
}
