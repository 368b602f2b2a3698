import { Webhook } from "standardwebhooks";
import type { RandomSource } from "../random.js";
import type { WebhookRequest } from "./webhook-transport.js";

/** Of a secret, before its base64. */
const SECRET_BYTES = 32;

/** A new secret, in the form of the Standard Webhooks specification. */
export function newSecret(random: RandomSource): string {
  return `whsec_${Buffer.from(random(SECRET_BYTES)).toString("base64")}`;
}

/** Where an endpoint is and what signs for it. */
export interface SigningEndpoint {
  readonly url: string;
  readonly secret: string;
  readonly oldSecret: string | null;
  readonly oldSecretUntil: Date | null;
  readonly earlierSecrets: readonly ReplacedSecret[];
}

/** A secret that was replaced, and until when it signs as well. */
export interface ReplacedSecret {
  readonly secret: string;
  readonly until: Date;
}

/** The columns of {@link SigningEndpoint}, which are read nowhere else. */
export const signingColumns = {
  url: true,
  secret: true,
  oldSecret: true,
  oldSecretUntil: true,
  earlierSecrets: true,
} as const;

/** The secrets that were replaced and sign as well, the last one first. */
export function secretsBefore(
  { oldSecret, oldSecretUntil, earlierSecrets }: Omit<SigningEndpoint, "url" | "secret">,
  now: Date,
): ReplacedSecret[] {
  const last =
    oldSecret === null || oldSecretUntil === null ? [] : [{ secret: oldSecret, until: oldSecretUntil }];
  return [...last, ...earlierSecrets].filter(({ until }) => until > now);
}

/**
 * A signed delivery (Standard Webhooks). Receivers refuse old timestamps, so it is signed for each try; while a secret
 * is being replaced by the old one as well.
 */
export function signWebhook(
  endpoint: SigningEndpoint,
  { messageId, payload }: { readonly messageId: string; readonly payload: string },
  now: Date,
): WebhookRequest {
  const { url, secret } = endpoint;
  const secrets = [secret, ...secretsBefore(endpoint, now).map((before) => before.secret)];
  const signatures = secrets.map((one) => new Webhook(one).sign(messageId, now, payload));
  return {
    url,
    body: payload,
    headers: {
      "content-type": "application/json",
      "user-agent": "Foyer-Webhooks/1",
      "webhook-id": messageId,
      "webhook-timestamp": String(Math.floor(now.getTime() / 1_000)),
      "webhook-signature": signatures.join(" "),
    },
  };
}
