import type { ListUsersInput } from "@foyer/contract/user";
import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { compareBytes } from "../machinery/compare-bytes.js";
import {
  cutPage,
  invalidCursor,
  listMark,
  type Page,
  type Position,
  readCursor,
} from "../machinery/pagination.js";
import { findFewPeople, foundBy, readPersonSearch } from "../search/person-search.js";
import { accountColumns, toUserView, type UserAnswer } from "./account-view.js";

/**
 * All users by name. For admins.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listUsers(
  context: Pick<AppContext, "db" | "clock">,
  input: ListUsersInput,
): Promise<Page<UserAnswer>> {
  const now = context.clock.now();
  const mark = listMark("user.list", input);
  const after = readCursor(input.cursor, mark);
  const search = readPersonSearch(input.search);
  const few = await findFewPeople(context, search);
  const where = {
    ...(input.role !== undefined && { role: input.role }),
    ...inState(input.state, now),
    AND: [...foundBy(search), ...(after === undefined ? [] : [beyond(after)])],
  };
  const rows =
    few === undefined
      ? await context.db.prisma.user.findMany({
          where,
          orderBy: [{ name: "asc" }, { id: "asc" }],
          take: input.limit + 1,
          select: accountColumns,
        })
      : inOrder(
          await context.db.prisma.user.findMany({
            where: { ...where, id: { in: few } },
            select: accountColumns,
          }),
        );
  const { items, nextCursor } = cutPage(rows, input.limit, { mark, sortedBy: (row) => row.name });
  return { items: items.map((row) => toUserView(row, now)), nextCursor };
}

/** Sorted as in the database, by bytes. */
function inOrder<Row extends { readonly name: string; readonly id: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => compareBytes(one.name, other.name) || compareBytes(one.id, other.id));
}

function beyond([name, id]: Position): Prisma.UserWhereInput {
  if (typeof name !== "string") throw invalidCursor();
  // The first condition is implied by the second; it lets the index be entered at the cursor, however deep the
  // page is.
  return { name: { gte: name }, OR: [{ name: { gt: name } }, { name, id: { gt: id } }] };
}

function inState(state: ListUsersInput["state"], now: Date): Prisma.UserWhereInput {
  switch (state) {
    case undefined:
      return {};
    case "active":
      return { isActive: true };
    case "disabled":
      return { isActive: false, OR: [{ deletedAt: null }, { deletedAt: { isSet: false } }] };
    case "deleted":
      return { isActive: false, deletedAt: { not: null } };
    case "locked":
      return { lockedUntil: { gt: now } };
  }
}
