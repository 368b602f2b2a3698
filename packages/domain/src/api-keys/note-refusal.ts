import { HOUR_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import type { AppContext } from "../context.js";
import { recordSecurityEvent } from "../security/security-events.js";
import type { FoundKey } from "./key-lookup.js";
import { keyInWords } from "./key-view.js";

/**
 * Audits that a key was refused. A program that goes on sending it causes one row an hour in each process, not one
 * for each request.
 */
export async function noteRefusal(
  context: Pick<AppContext, "apiKeyRefusals" | "clock" | "db" | "onSecurityEvent">,
  key: FoundKey,
  problem: string,
  device: DeviceInfo,
): Promise<void> {
  const now = context.clock.now().getTime();
  const notedAt = context.apiKeyRefusals.get(key.id);
  if (notedAt !== undefined && now - notedAt < HOUR_MS) return;
  context.apiKeyRefusals.set(key.id, now);
  await recordSecurityEvent(context, {
    type: "api_key_refused",
    userId: key.userId,
    device,
    detail: `${keyInWords(key)}: ${problem}.`,
  });
}
