import type { WebhookView } from "@foyer/contract/webhook";
import { IconAlertTriangle, IconCheck, IconPlayerPause } from "@tabler/icons-react";
import { healthOf, healthWords } from "./webhook-words";
import classes from "./webhooks.module.css";

const ICONS = {
  off: IconPlayerPause,
  gone: IconAlertTriangle,
  failing: IconAlertTriangle,
  working: IconCheck,
} as const;

/** How a webhook is doing, with the reason. */
export function WebhookState({ webhook }: { webhook: WebhookView }) {
  const health = healthOf(webhook);
  const { state, more } = healthWords(webhook);
  const Icon = ICONS[health];
  return (
    <div>
      <span className={classes.mark} data-state={health}>
        <Icon size={18} aria-hidden />
        {state}
      </span>
      <p className={classes.soft}>{more}</p>
    </div>
  );
}
