import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { type ApiKeyAnswer, keyColumns, toKeyViews } from "./key-view.js";

/** A user's keys that are not revoked, newest first; expired ones are among them until they are deleted. */
export async function listApiKeys(
  { db: { prisma } }: Pick<AppContext, "db">,
  actor: Pick<Actor, "id">,
): Promise<ApiKeyAnswer[]> {
  const rows = await prisma.apiKey.findMany({
    where: { userId: actor.id, revokedAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: keyColumns,
  });
  return toKeyViews(prisma, rows);
}
