import type { Prisma } from "@foyer/db/models";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { signingColumns } from "./sign-webhook.js";

/** How many deliveries of an endpoint are looked at together. */
const ROWS = 50;
/** How long a delivery is set aside that waits for an earlier one, which brings it back when it ends. */
const SET_ASIDE_MS = 30_000;

export const deliveryColumns = {
  id: true,
  endpointId: true,
  messageId: true,
  subjectId: true,
  orderedAt: true,
  payload: true,
  nextAt: true,
  tries: true,
  isReplay: true,
  giveUpAt: true,
} as const satisfies Prisma.WebhookDeliverySelect;

/** A delivery that may be made now. */
export type DueDelivery = Prisma.WebhookDeliveryGetPayload<{ select: typeof deliveryColumns }>;

export const endpointColumns = {
  ...signingColumns,
  id: true,
  organizerId: true,
  isEnabled: true,
  failingSince: true,
  failures: true,
  pausedUntil: true,
  lastDeliveredAt: true,
  organizer: { select: { isActive: true } },
} as const satisfies Prisma.WebhookEndpointSelect;

/** An endpoint with something to send. */
export type BusyEndpoint = Prisma.WebhookEndpointGetPayload<{ select: typeof endpointColumns }>;

const distinct = z.object({ values: z.array(z.object({ $oid: z.string() })) });

/**
 * The endpoints that something is queued for and that are not paused. As a command, because MongoDB then reads one index entry for each
 * endpoint, however much is queued.
 */
export async function findQueuedEndpoints({
  db,
  clock,
}: Pick<AppContext, "db" | "clock">): Promise<string[]> {
  const answer = await db.prisma.$runCommandRaw({
    distinct: "WebhookDelivery",
    key: "endpointId",
    query: { state: "queued" },
  });
  const queued = distinct.parse(answer).values.map(({ $oid }) => $oid);
  if (queued.length === 0) return [];
  const rows = await db.prisma.webhookEndpoint.findMany({
    where: { id: { in: queued }, pausedUntil: { gt: clock.now() } },
    select: { id: true },
  });
  const paused = new Set(rows.map(({ id }) => id));
  return queued.filter((id) => !paused.has(id));
}

/**
 * The deliveries of an endpoint that are due and wait for no other: of each subject the first that is not done, and
 * replays. Those that wait for one which is not due are set aside.
 */
export async function findDueDeliveries(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  endpointId: string,
): Promise<DueDelivery[]> {
  const now = clock.now();
  const rows = await db.prisma.webhookDelivery.findMany({
    where: { state: "queued", endpointId, nextAt: { lte: now } },
    orderBy: { nextAt: "asc" },
    take: ROWS,
    select: deliveryColumns,
  });
  if (rows.length === 0) return [];
  const subjectIds = [...new Set(rows.flatMap((row) => (row.isReplay ? [] : [row.subjectId])))];
  const found = await db.prisma.webhookDelivery.groupBy({
    by: ["subjectId"],
    where: { subjectId: { in: subjectIds }, endpointId, state: "queued", isReplay: false },
    _min: { orderedAt: true },
  });
  const firsts = new Map(found.map(({ subjectId, _min }) => [subjectId, _min.orderedAt?.getTime()]));
  const isFree = ({ isReplay, subjectId, orderedAt }: DueDelivery) =>
    isReplay || firsts.get(subjectId) === orderedAt.getTime();
  const free = rows.filter(isFree);
  const beginning = new Set(free.map(({ subjectId }) => subjectId));
  const waiting = rows.filter((row) => !isFree(row) && !beginning.has(row.subjectId));
  if (waiting.length > 0) {
    await db.write((prisma) =>
      prisma.webhookDelivery.updateMany({
        where: { id: { in: waiting.map(({ id }) => id) }, state: "queued", nextAt: { lte: now } },
        data: { nextAt: new Date(now.getTime() + SET_ASIDE_MS) },
      }),
    );
  }
  return free;
}

/** Brings back what was set aside for a delivery that has ended. */
export async function bringBack(
  { db, clock }: Pick<AppContext, "db" | "clock">,
  { subjectId, endpointId }: Pick<DueDelivery, "subjectId" | "endpointId">,
): Promise<void> {
  const now = clock.now();
  await db.write((prisma) =>
    prisma.webhookDelivery.updateMany({
      where: { subjectId, endpointId, state: "queued", isReplay: false, tries: 0, nextAt: { gt: now } },
      data: { nextAt: now },
    }),
  );
}
