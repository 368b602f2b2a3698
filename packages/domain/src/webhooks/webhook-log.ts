import type { WebhookDeliveryId } from "@foyer/contract/ids";
import type { deliveryView, ListDeliveriesInput } from "@foyer/contract/webhook";
import { webhookType } from "@foyer/contract/webhook-types";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import {
  cursorDate,
  cutPage,
  listMark,
  type Page,
  type Position,
  readCursor,
} from "../machinery/pagination.js";
import { noSuchWebhook, requireOwnWebhook } from "./own-webhook.js";
import { RETENTION_MS, TRIED_FOR_MS } from "./webhook-rows.js";

/** A delivery as input of the contract's `deliveryView`. */
export type DeliveryAnswer = z.input<typeof deliveryView>;

const columns = {
  id: true,
  messageId: true,
  type: true,
  eventId: true,
  bookingId: true,
  state: true,
  nextAt: true,
  tries: true,
  lastStatus: true,
  lastProblem: true,
  deliveredAt: true,
  createdAt: true,
  payload: true,
} as const satisfies Prisma.WebhookDeliverySelect;

type DeliveryRow = Prisma.WebhookDeliveryGetPayload<{ select: typeof columns }>;

function toDeliveryView({ type, nextAt, ...row }: DeliveryRow): DeliveryAnswer {
  return { ...row, type: webhookType.parse(type), nextTryAt: row.state === "queued" ? nextAt : null };
}

/**
 * The deliveries to one endpoint of the actor's in the last thirty days, newest first.
 *
 * @throws DomainError NOT_FOUND, INVALID_INPUT (cursor)
 */
export async function listDeliveries(
  { db }: Pick<AppContext, "db">,
  actor: Actor,
  input: ListDeliveriesInput,
): Promise<Page<DeliveryAnswer>> {
  const { id, state, cursor, limit } = input;
  const mark = listMark("webhook.deliveries", input);
  await requireOwnWebhook(db.prisma, actor, id);
  const rows = await db.prisma.webhookDelivery.findMany({
    where: { endpointId: id, ...(state !== undefined && { state }), AND: [beyond(readCursor(cursor, mark))] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
    select: columns,
  });
  const { items, nextCursor } = cutPage(rows, limit, {
    mark,
    sortedBy: ({ createdAt }) => createdAt.toISOString(),
  });
  return { items: items.map(toDeliveryView), nextCursor };
}

function beyond(position: Position | undefined): Prisma.WebhookDeliveryWhereInput {
  if (position === undefined) return {};
  const createdAt = cursorDate(position[0]);
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: position[1] } }] };
}

/**
 * Sends a delivery again, with the same id: receivers that had it already do nothing. It is tried for another three days,
 * and no other delivery waits for it. One that is queued is only tried at once.
 *
 * @throws DomainError NOT_FOUND, WEBHOOK_DISABLED
 */
export async function replayDelivery(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  id: WebhookDeliveryId,
): Promise<DeliveryAnswer> {
  return context.db.transaction(async (tx) => {
    const delivery = await tx.webhookDelivery.findUnique({
      where: { id },
      select: { ...columns, endpointId: true },
    });
    if (delivery === null) throw noSuchWebhook();
    const { isEnabled } = await requireOwnWebhook(tx, actor, delivery.endpointId);
    if (!isEnabled) throw new DomainError("WEBHOOK_DISABLED", "This webhook is switched off.");
    if (delivery.state === "queued") return toDeliveryView(delivery);
    const now = context.clock.now();
    const row = await tx.webhookDelivery.update({
      where: { id },
      data: {
        state: "queued",
        isReplay: true,
        tries: 0,
        nextAt: now,
        giveUpAt: new Date(now.getTime() + TRIED_FOR_MS),
        expiresAt: new Date(now.getTime() + RETENTION_MS),
      },
      select: columns,
    });
    return toDeliveryView(row);
  });
}
