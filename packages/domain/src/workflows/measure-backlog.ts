import type { AppContext } from "../context.js";

/** How far the background work of all processes is behind. */
export interface Backlog {
  /** How long the oldest mail that is due has been due, in seconds; 0 if none is. */
  readonly oldestDueMailSeconds: number;
  /** Mails that the mail server refused for good. */
  readonly deadMails: number;
  /** How long the oldest expired hold has been expired without having been released, in seconds; 0 if none has. */
  readonly oldestExpiredHoldSeconds: number;
}

/** Measures the backlog, each part by one entry of an index. */
export async function measureBacklog({ db, clock }: Pick<AppContext, "db" | "clock">): Promise<Backlog> {
  const { prisma } = db;
  const now = clock.now();
  const [mail, deadMails, hold] = await Promise.all([
    prisma.outboxMail.findFirst({
      where: { state: "queued", sendAt: { lte: now } },
      orderBy: { sendAt: "asc" },
      select: { sendAt: true },
    }),
    prisma.outboxMail.count({ where: { state: "given_up" } }),
    prisma.booking.findFirst({
      where: { status: "pending", holdExpiresAt: { lte: now } },
      orderBy: { holdExpiresAt: "asc" },
      select: { holdExpiresAt: true },
    }),
  ]);
  const secondsSince = (at: Date | null | undefined) =>
    at == null ? 0 : Math.max(0, (now.getTime() - at.getTime()) / 1_000);
  return {
    oldestDueMailSeconds: secondsSince(mail?.sendAt),
    deadMails,
    oldestExpiredHoldSeconds: secondsSince(hold?.holdExpiresAt),
  };
}
