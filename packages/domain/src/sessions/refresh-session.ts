import { sessionDocumentId, userId } from "@foyer/contract/ids";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { recordSecurityEvent } from "../security/security-events.js";
import {
  absoluteEnd,
  type Credentials,
  credentialEnd,
  hashToken,
  newToken,
  ROTATION_OVERLAP_MS,
  sessionEnd,
} from "./credentials.js";
import { seal, unseal } from "./seal.js";

type Outcome =
  | { readonly kind: "refreshed"; readonly credentials: Credentials }
  | { readonly kind: "refused" }
  | { readonly kind: "reused"; readonly userId: string; readonly session: string };

/**
 * Exchanges a refresh token for new credentials and invalidates the old ones. Reuse of a token exchanged before
 * indicates theft and ends the whole session (RFC 9700, 4.14.2), except that the latest one returns the same new
 * credentials again for some seconds: two tabs may race, and an answer may get lost (domain rules, Session).
 *
 * @throws DomainError UNAUTHENTICATED, SESSION_REUSED
 */
export async function refreshSession(
  context: Pick<AppContext, "db" | "clock" | "random" | "onSecurityEvent">,
  refreshToken: string,
  device: DeviceInfo,
): Promise<Credentials> {
  const outcome = await context.db.transaction((tx) => exchange(tx, context, refreshToken), {
    retryOnUnique: true,
  });
  switch (outcome.kind) {
    case "refreshed":
      return outcome.credentials;
    case "refused":
      throw new DomainError("UNAUTHENTICATED", "Your session has ended. Sign in again.");
    case "reused":
      await recordSecurityEvent(context, {
        type: "token_reused",
        userId: userId.parse(outcome.userId),
        device,
        detail: `Session ${sessionDocumentId.parse(outcome.session)} was ended.`,
      });
      throw new DomainError(
        "SESSION_REUSED",
        "This session was used from two places and has ended. Sign in again.",
      );
  }
}

async function exchange(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random">,
  refreshToken: string,
): Promise<Outcome> {
  const hash = hashToken(refreshToken);
  const session = await tx.session.findUnique({
    where: { refreshToken: hash },
    select: {
      id: true,
      isRevoked: true,
      createdAt: true,
      expiresAt: true,
      user: { select: { isActive: true } },
    },
  });
  if (session === null) return exchangedBefore(tx, context, refreshToken);

  const now = context.clock.now();
  if (session.isRevoked || !session.user.isActive || session.expiresAt <= now) return { kind: "refused" };

  const expiresAt = sessionEnd(session.createdAt, now);
  const sessionExpiresAt = credentialEnd(expiresAt, now);
  const credentials: Credentials = {
    sessionToken: newToken(context.random),
    refreshToken: newToken(context.random),
    expiresAt: sessionExpiresAt,
  };
  await tx.session.update({
    where: { id: session.id },
    data: {
      sessionId: hashToken(credentials.sessionToken),
      refreshToken: hashToken(credentials.refreshToken),
      previousRefreshToken: hash,
      sealedSuccessor: seal(credentials, refreshToken, context.random),
      rotatedAt: now,
      sessionExpiresAt,
      expiresAt,
      lastUsedAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  await tx.rotatedRefreshToken.create({
    // Kept until the session's latest end, so that reuse is detected until then.
    data: { tokenHash: hash, session: session.id, expiresAt: absoluteEnd(session.createdAt) },
    select: { id: true },
  });
  return { kind: "refreshed", credentials };
}

async function exchangedBefore(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  refreshToken: string,
): Promise<Outcome> {
  const tokenHash = hashToken(refreshToken);
  const rotated = await tx.rotatedRefreshToken.findUnique({
    where: { tokenHash },
    select: { session: true },
  });
  if (rotated === null) return { kind: "refused" };
  const session = await tx.session.findUnique({
    where: { id: rotated.session },
    select: {
      userId: true,
      isRevoked: true,
      expiresAt: true,
      previousRefreshToken: true,
      rotatedAt: true,
      sealedSuccessor: true,
      user: { select: { isActive: true } },
    },
  });
  const now = context.clock.now();
  if (session === null || session.isRevoked || !session.user.isActive || session.expiresAt <= now) {
    return { kind: "refused" };
  }
  const { rotatedAt, sealedSuccessor } = session;
  const isLast = session.previousRefreshToken === tokenHash && rotatedAt !== null && sealedSuccessor !== null;
  if (isLast && now.getTime() - rotatedAt.getTime() < ROTATION_OVERLAP_MS) {
    return { kind: "refreshed", credentials: unseal(sealedSuccessor, refreshToken) };
  }
  await tx.session.update({
    where: { id: rotated.session },
    data: { isRevoked: true, updatedAt: now },
    select: { id: true },
  });
  return { kind: "reused", userId: session.userId, session: rotated.session };
}
