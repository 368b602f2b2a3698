import { z } from "zod";
import type { Refuse } from "../read-variables.js";

/** Which receivers of webhooks may be called. */
export interface WebhookPolicy {
  /** Only by HTTPS. Without it, by plain HTTP too. */
  readonly requiresHttps: boolean;
  /** Addresses that are not public, too: this machine and its networks. For tests. */
  readonly allowsPrivate: boolean;
}

const flag = z.stringbool({
  truthy: ["1", "true", "on", "yes"],
  falsy: ["0", "false", "off", "no", ""],
  error: "it is on or off",
});

export const webhookVariables = {
  /** Lets webhooks reach this machine, for tests; not in production. */
  WEBHOOKS_ALLOW_PRIVATE: flag.default(false),
};

/** @param refuse called when private addresses are allowed in production: anybody could then call what is behind the firewall */
export function chooseWebhooks(allowsPrivate: boolean, isProduction: boolean, refuse: Refuse): WebhookPolicy {
  if (allowsPrivate && isProduction) {
    refuse(
      [],
      "WEBHOOKS_ALLOW_PRIVATE=1 would let webhooks call this machine and its networks: it cannot be set in production",
    );
  }
  return { requiresHttps: isProduction, allowsPrivate };
}
