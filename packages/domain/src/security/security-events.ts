import type { UserId } from "@foyer/contract/ids";
import {
  type ListSecurityEventsInput,
  type SecurityEventType,
  securityEventType,
  type securityEventView,
} from "@foyer/contract/security-event";
import { DAY_MS } from "@foyer/contract/time";
import type { DeviceInfo } from "@foyer/contract/user";
import type { Database, Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import type { Clock } from "../clock.js";
import { cursorDate, cutPage, listMark, type Page, readCursor } from "../machinery/pagination.js";
import { deviceLabel } from "./device-label.js";

/** How long the audit log is kept. */
const RETENTION_MS = 400 * DAY_MS;

/** An audited change of an account or session. Must not contain passwords, tokens or hashes. */
export interface SecurityEvent {
  readonly type: SecurityEventType;
  readonly userId?: UserId;
  /** The address that was tried, if there is no such user. */
  readonly userEmail?: string;
  /** The user who caused it, if it was not the account's owner. */
  readonly actorId?: UserId;
  readonly device?: DeviceInfo;
  readonly detail?: string;
}

/** The part of the context needed for the audit. Its own type, since the context's type depends on this file. */
interface Audit {
  readonly db: Database;
  readonly clock: Clock;
  readonly onSecurityEvent: (event: SecurityEvent) => void;
}

/** Writes an event to the audit log and the process's log. */
export async function recordSecurityEvent(context: Audit, event: SecurityEvent): Promise<void> {
  await recordSecurityEventIn(context.db.prisma, context, event);
  context.onSecurityEvent(event);
}

/**
 * Writes an event to the audit log in the transaction of the change, so that neither exists without the other.
 * The caller logs it with `onSecurityEvent` after the commit.
 */
export async function recordSecurityEventIn(
  client: Pick<Transaction, "securityEvent">,
  { clock }: Pick<Audit, "clock">,
  event: SecurityEvent,
): Promise<void> {
  const at = clock.now();
  await client.securityEvent.create({
    data: {
      type: event.type,
      at,
      userId: event.userId ?? null,
      userEmail: event.userEmail ?? null,
      actorId: event.actorId ?? null,
      ip: event.device?.ip ?? null,
      device: event.device === undefined ? null : deviceLabel(event.device.userAgent),
      detail: event.detail ?? null,
      expiresAt: new Date(at.getTime() + RETENTION_MS),
    },
    select: { id: true },
  });
}

/**
 * The audit log, newest first. For admins.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listSecurityEvents(
  { db }: Pick<Audit, "db">,
  input: ListSecurityEventsInput,
): Promise<Page<z.input<typeof securityEventView>>> {
  const mark = listMark("user.securityEvents", input);
  const after = readCursor(input.cursor, mark);
  const rows = await db.prisma.securityEvent.findMany({
    where: {
      ...(input.type !== undefined && { type: input.type }),
      ...(input.userId !== undefined && { userId: input.userId }),
      ...(after && before(cursorDate(after[0]), after[1])),
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: input.limit + 1,
    omit: { expiresAt: true },
  });
  const { items, nextCursor } = cutPage(rows, input.limit, { mark, sortedBy: (row) => row.at.toISOString() });
  return { items: await toViews(db, items), nextCursor };
}

/** What the audit log has about a user's own account, newest first. */
export async function listOwnSecurityEvents(
  { db }: Pick<Audit, "db">,
  { id }: { readonly id: UserId },
): Promise<z.input<typeof securityEventView>[]> {
  const rows = await db.prisma.securityEvent.findMany({
    where: { userId: id },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    omit: { expiresAt: true },
  });
  return toViews(db, rows);
}

type Row = Omit<Prisma.SecurityEventGetPayload<object>, "expiresAt">;

async function toViews(db: Database, rows: readonly Row[]): Promise<z.input<typeof securityEventView>[]> {
  const emails = await emailsOf(db, rows);
  // The column is text, so rows of types that no longer exist are skipped.
  return rows.flatMap((row) => {
    const type = securityEventType.safeParse(row.type);
    if (!type.success) return [];
    return [{ ...row, type: type.data, userEmail: row.userEmail ?? emails.get(row.userId ?? "") ?? null }];
  });
}

async function emailsOf(
  { prisma }: Database,
  rows: readonly { readonly userId: string | null }[],
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(rows.flatMap(({ userId }) => userId ?? []))];
  const users = await prisma.user.findMany({
    where: { id: { in: ids } },
    select: { id: true, email: true },
  });
  return new Map(users.map(({ id, email }) => [id, email]));
}

function before(at: Date, id: string) {
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] };
}
