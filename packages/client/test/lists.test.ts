import { failureOf, type RouterOutputs } from "@foyer/client";
import { describe, expect, expectTypeOf, it } from "vitest";
import { failure, lost, refused, type SentCall, serving } from "./kit/fake-server.js";

/** A list of numbered rows, whose cursor is the number of the next one. */
function listOf(rows: number) {
  return ({ input }: SentCall) => {
    const from = Number(input.cursor ?? 0);
    const to = Math.min(from + input.limit, rows);
    const items = Array.from({ length: to - from }, (_, index) => ({ id: from + index }));
    return { items, nextCursor: to < rows ? String(to) : null };
  };
}

async function read<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const all = [];
  for await (const row of rows) all.push(row);
  return all;
}

describe("all rows of a list", () => {
  it("are read page by page, a hundred at once", async () => {
    const { client, sent } = serving(listOf(250));
    const rows = client.event.list.all({ search: "jazz" });
    expect(await read(rows)).toHaveLength(250);
    expect(sent.map(({ path, input }) => ({ path, input }))).toEqual([
      { path: "event.list", input: { search: "jazz", limit: 100 } },
      { path: "event.list", input: { search: "jazz", limit: 100, cursor: "100" } },
      { path: "event.list", input: { search: "jazz", limit: 100, cursor: "200" } },
    ]);
    // Each loop begins anew.
    expect(await read(rows)).toHaveLength(250);
  });

  it("are read as they are asked for, in pages of another size", async () => {
    const { client, sent } = serving(listOf(250));
    for await (const row of client.event.mine.all({ limit: 10 })) if (String(row.id) === "12") break;
    expect(sent).toHaveLength(2);
  });

  it("can be had as pages, with what these say besides", async () => {
    const { client } = serving((call) => ({ ...listOf(5)(call), syncedUntil: new Date(7) }));
    const sizes = [];
    const pages = client.booking.forMyEvents.all({ updatedAfter: new Date(0), limit: 2 }).pages();
    for await (const { items, syncedUntil } of pages) {
      expectTypeOf(syncedUntil).toEqualTypeOf<Date>();
      sizes.push([items.length, syncedUntil.getTime()]);
    }
    expect(sizes).toEqual([
      [2, 7],
      [2, 7],
      [1, 7],
    ]);
  });

  it("may be none", async () => {
    const { client } = serving(listOf(0));
    expect(await read(client.user.list.all())).toEqual([]);
  });

  it("are repeated like queries, and end with the error of one", async () => {
    let failures = 0;
    const { client } = serving((call) => {
      if (call.input.cursor === "100" && failures++ === 0) return lost();
      return call.input.cursor === "200" ? refused("FORBIDDEN") : listOf(250)(call);
    });
    const seen: unknown[] = [];
    const reading = (async () => {
      for await (const row of client.event.list.all()) seen.push(row);
    })();
    expect(failureOf(await failure(reading))).toMatchObject({ kind: "refused" });
    expect(seen).toHaveLength(200);
  });

  it("are aborted in the middle", async () => {
    const { client } = serving(listOf(250));
    const controller = new AbortController();
    const reading = (async () => {
      for await (const _ of client.event.list.all({}, { signal: controller.signal })) controller.abort();
    })();
    expect(failureOf(await failure(reading))).toEqual({ kind: "aborted" });
  });

  it("are there where pages are answered, and have their types", async () => {
    const { client } = serving(listOf(1));
    expectTypeOf(client.event.list.all).returns.toExtend<
      AsyncIterable<RouterOutputs["event"]["list"]["items"][number]>
    >();
    // @ts-expect-error: the event has to be named
    const unnamed = () => client.event.attendees.all();
    // @ts-expect-error: an event is no list
    const none = () => client.event.byId.all;
    // @ts-expect-error: nothing is listed by weight
    const wrong = () => client.event.list.all({ weight: 1 });
    // @ts-expect-error: the position is the iterator's
    const placed = () => client.event.list.all({ cursor: "1" });
    expect([unnamed, none, wrong, placed]).toHaveLength(4);
    expect(await client.event.list.query({ limit: 1 })).toMatchObject({ nextCursor: null });
  });
});
