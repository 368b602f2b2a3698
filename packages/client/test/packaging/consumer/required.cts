// A program whose package.json says nothing of modules is CommonJS.
import { createFoyerClient } from "@foyer/client";
import { toDecimal } from "@foyer/client/money";

const foyer = createFoyerClient({ url: "http://localhost:3000/trpc" });

export async function prices(): Promise<string[]> {
  const { items } = await foyer.event.list.query({});
  return items.map(({ price, currency }) => toDecimal(price, currency));
}
