import type { ListDiscountCodesInput } from "@foyer/contract/discount-code";
import type { AppContext } from "../context.js";
import { cursorDate, cutPage, listMark, type Page, readCursor } from "../machinery/pagination.js";
import { codeColumns, type DiscountCodeAnswer } from "./code-view.js";

/**
 * The codes of an event, newest first. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listDiscountCodes(
  { db }: Pick<AppContext, "db">,
  input: ListDiscountCodesInput,
): Promise<Page<DiscountCodeAnswer>> {
  const mark = listMark("discountCode.list", input);
  const after = readCursor(input.cursor, mark);
  const [value, id] = after ?? [];
  const createdAt = value === undefined ? undefined : cursorDate(value);
  const rows = await db.prisma.discountCode.findMany({
    where: {
      eventId: input.eventId,
      ...(createdAt !== undefined &&
        id !== undefined && {
          createdAt: { lte: createdAt },
          OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }],
        }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: input.limit + 1,
    select: codeColumns,
  });
  return cutPage(rows, input.limit, { mark, sortedBy: (row) => row.createdAt.toISOString() });
}
