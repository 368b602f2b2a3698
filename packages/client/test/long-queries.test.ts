import { createFoyerClient } from "@foyer/client";
import { expect, it } from "vitest";

const id = "0".repeat(24);
/** As many kinds as an event can have. */
const items = Array.from({ length: 30 }, () => ({ ticketTypeId: id, quantity: 1 }));

it("a query that alone is too long for a batch is sent by itself, and the others together", async () => {
  const paths: string[] = [];
  const client = createFoyerClient({
    url: "http://foyer.test/trpc",
    fetch: async (address) => {
      const { pathname, searchParams } = new URL(String(address));
      paths.push(pathname);
      const body = { result: { data: { json: {} } } };
      return Response.json(searchParams.has("batch") ? [body, body] : body);
    },
  });
  await Promise.all([
    client.event.byId.query({ id }),
    client.booking.previewChange.query({ id, items }),
    client.event.byId.query({ id: "1".repeat(24) }),
  ]);
  expect(paths.toSorted()).toEqual(["/trpc/booking.previewChange", "/trpc/event.byId,event.byId"]);
});
