import type { Prisma } from "@foyer/db/models";
import { rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { orderedIndex, publicFilter } from "./public-filter.js";

const rows = z.array(z.object({ _id: rawId, updatedAt: rawDate }));

/** An event of the public list, as needed for a sitemap. */
export interface PublicAddress {
  readonly id: string;
  readonly updatedAt: Date;
}

/** The number of events of the public list, up to a limit. */
export async function countPublicAddresses(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  most: number,
): Promise<number> {
  const answer = await ask(context, [{ $limit: most }, { $count: "count" }]);
  return z.array(z.object({ count: z.number() })).parse(answer)[0]?.count ?? 0;
}

/** A part of the public list, soonest first. Skipping costs one index entry per event. */
export async function listPublicAddresses(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<PublicAddress[]> {
  const answer = await ask(context, [
    { $sort: { dateTime: 1, _id: 1 } },
    { $skip: skip },
    { $limit: limit },
    { $project: { updatedAt: 1 } },
  ]);
  return rows.parse(answer).map(({ _id, updatedAt }) => ({ id: _id, updatedAt }));
}

async function ask(
  context: Pick<AppContext, "db" | "clock" | "categories">,
  stages: Prisma.InputJsonObject[],
): Promise<unknown> {
  const { filter } = await publicFilter(context, {});
  return context.db.prisma.event.aggregateRaw({
    pipeline: [{ $match: filter }, ...stages],
    options: { hint: orderedIndex({}, "date") },
  });
}
