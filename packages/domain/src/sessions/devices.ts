import type { SessionDocumentId } from "@foyer/contract/ids";
import type { DeviceInfo, deviceView } from "@foyer/contract/user";
import type { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { deviceLabel } from "../security/device-label.js";
import { recordSecurityEvent } from "../security/security-events.js";
import type { SessionHolder } from "./lucia.js";
import { type RevokedSessions, revokeSessions } from "./revoke-sessions.js";

/** A user's signed-in devices, most recently used first. */
export async function listDevices(
  context: Pick<AppContext, "db" | "clock">,
  holder: SessionHolder,
): Promise<z.input<typeof deviceView>[]> {
  const rows = await context.db.prisma.session.findMany({
    where: { userId: holder.id, isRevoked: false, expiresAt: { gt: context.clock.now() } },
    orderBy: [{ lastUsedAt: "desc" }, { id: "desc" }],
    select: { id: true, deviceInfo: true, lastUsedAt: true, createdAt: true, expiresAt: true },
  });
  return rows.map(({ deviceInfo, ...row }) => ({
    ...row,
    label: deviceLabel(deviceInfo.userAgent),
    ip: deviceInfo.ip,
    current: row.id === holder.session,
  }));
}

/**
 * Signs one of the user's devices out, from its next request on.
 *
 * @throws DomainError NOT_FOUND
 */
export async function revokeDevice(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  holder: SessionHolder,
  id: SessionDocumentId,
  device: DeviceInfo,
): Promise<void> {
  const count = await revoke(context, { userId: holder.id, id });
  if (count === 0) throw new DomainError("NOT_FOUND", "This device is not signed in.");
  await recordSecurityEvent(context, {
    type: "device_revoked",
    userId: holder.id,
    device,
    detail: `Session ${id}.`,
  });
}

/** Signs all of the user's devices out except the calling one. Returns how many there were. */
export async function revokeOtherDevices(
  context: Pick<AppContext, "db" | "clock" | "onSecurityEvent">,
  holder: SessionHolder,
  device: DeviceInfo,
): Promise<number> {
  const count = await revoke(context, { userId: holder.id, id: { not: holder.session } });
  if (count > 0) {
    const detail = `${count} other ${count === 1 ? "device" : "devices"}.`;
    await recordSecurityEvent(context, { type: "device_revoked", userId: holder.id, device, detail });
  }
  return count;
}

function revoke(context: Pick<AppContext, "db" | "clock">, which: RevokedSessions): Promise<number> {
  return context.db.write((prisma) => revokeSessions(prisma, which, context.clock.now()));
}
