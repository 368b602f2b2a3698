import type { Transaction } from "@foyer/db/database";
import { IN_ORDER, questionColumns, requiredOf } from "./question.js";

/**
 * Copies the open questions of an event to one that was just made of it, in its transaction.
 *
 * @param typeIds the copy's kinds by those of the event
 */
export async function copyQuestions(
  tx: Transaction,
  {
    from,
    to,
    typeIds,
    now,
  }: {
    readonly from: string;
    readonly to: string;
    readonly typeIds: ReadonlyMap<string, string>;
    readonly now: Date;
  },
): Promise<void> {
  const questions = await tx.question.findMany({
    where: { eventId: from, isClosed: false },
    orderBy: [...IN_ORDER],
    select: questionColumns,
  });
  const copies = questions.flatMap(({ id: _, createdAt: __, ...question }, position) => {
    const ticketTypeIds = question.ticketTypeIds.flatMap((id) => typeIds.get(id) ?? []);
    // For kinds that are gone it is asked of nobody, and not of everybody.
    if (ticketTypeIds.length === 0 && question.ticketTypeIds.length > 0) return [];
    return [{ ...question, eventId: to, ticketTypeIds, position, createdAt: now, updatedAt: now }];
  });
  if (copies.length === 0) return;
  await tx.question.createMany({ data: copies });
  await tx.event.update({
    where: { id: to },
    data: { ...requiredOf(copies), updatedAt: now },
    select: { id: true },
  });
}
