import type { Prisma } from "@foyer/db/models";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { orderedIndex, publicFilter } from "./public-filter.js";

const addresses = rawModel("Event", { id: true, updatedAt: true });

/** An event of the public list, as needed for a sitemap. */
export type PublicAddress = RowOf<typeof addresses>;

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
  return addresses.decode(answer);
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
