import { z } from "zod";
import { apiKeyId, eventId } from "./ids.js";
import { name } from "./text.js";
import { answeredInstant, instant } from "./time.js";

/**
 * What an API key may be used for: `read` for everything its user may read, `bookings` to make, pay, change and
 * cancel bookings, `check-in` for the door, `manage` to create and change events, and `webhooks` to say which programs are told of
 * them.
 */
export const apiScope = z.enum(["read", "bookings", "check-in", "manage", "webhooks"]);
export type ApiScope = z.infer<typeof apiScope>;

/** The length of an API key's name. */
export const MAX_API_KEY_NAME = 60;
/** The maximum number of keys of one user that are not revoked. */
export const MAX_API_KEYS = 25;
/** The maximum number of events that a key can be limited to. */
export const MAX_API_KEY_EVENTS = 100;

export const createApiKeyInput = z.strictObject({
  name: name(MAX_API_KEY_NAME),
  scopes: z.array(apiScope).min(1).max(apiScope.options.length),
  /** The only events that the key is for; left out, it is for all of them, those of the future included. */
  eventIds: z.array(eventId).min(1).max(MAX_API_KEY_EVENTS).optional(),
  /** From when on it is refused; left out, it is valid until it is revoked. */
  expiresAt: instant.optional(),
});
export type CreateApiKeyInput = z.output<typeof createApiKeyInput>;

/** A new key. This answer is the only place where `key` ever appears: the server keeps its hash. */
export const createdApiKey = z.object({ id: apiKeyId, key: z.string() });
export type CreatedApiKey = z.output<typeof createdApiKey>;

export const revokeApiKeyInput = z.strictObject({ id: apiKeyId });

/** A key that is not revoked, as shown to its user. */
export const apiKeyView = z.object({
  id: apiKeyId,
  name: z.string(),
  /** The beginning of the key, by which its user recognizes it. */
  prefix: z.string(),
  scopes: z.array(apiScope),
  /** The only events that it is for; null if it is for all. */
  events: z.array(z.object({ id: eventId, name: z.string() })).nullable(),
  expiresAt: answeredInstant.nullable(),
  /** To the minute; null if it was never used. */
  lastUsedAt: answeredInstant.nullable(),
  createdAt: answeredInstant,
});
export type ApiKeyView = z.output<typeof apiKeyView>;
