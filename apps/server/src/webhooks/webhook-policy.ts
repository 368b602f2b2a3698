import { z } from "zod";
import { ConfigError } from "../config-error.js";

/** Which receivers of webhooks may be called. */
export interface WebhookPolicy {
  /** Only by HTTPS. Without it, by plain HTTP too. */
  readonly requiresHttps: boolean;
  /** Addresses that are not public, too: this machine and its networks. For tests. */
  readonly allowsPrivate: boolean;
}

const flag = z.stringbool({ truthy: ["1", "true", "on", "yes"], falsy: ["0", "false", "off", "no", ""] });

export const webhookVariables = {
  /** Lets webhooks reach this machine, for tests; not in production. */
  WEBHOOKS_ALLOW_PRIVATE: flag.default(false),
};

/** @throws ConfigError if private addresses are allowed in production: anybody could then call what is behind the firewall */
export function chooseWebhooks(allowsPrivate: boolean, isProduction: boolean): WebhookPolicy {
  if (allowsPrivate && isProduction) {
    throw new ConfigError(
      "WEBHOOKS_ALLOW_PRIVATE=1 would let webhooks call this machine and its networks: it cannot be set in production",
    );
  }
  return { requiresHttps: isProduction, allowsPrivate };
}
