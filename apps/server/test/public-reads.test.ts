import { updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const SHOP = "https://shop.example";

// Its own database: others create events, and so categories, at the same time.
const { context, clock } = await createIsolatedTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context, { allowedOrigins: [SHOP] });
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

/** One call as everybody sends it. */
function get(path: string, input?: unknown, headers: Record<string, string> = {}) {
  const query = input === undefined ? "" : `?input=${encodeURIComponent(JSON.stringify({ json: input }))}`;
  return fetch(`${server.origin}/trpc/${path}${query}`, { headers });
}

describe("public reads over HTTP", () => {
  it.each(["event.byId", "event.list", "event.count", "event.categories"])(
    "%s is sent with a tag, and to whoever has it already, not at all",
    async (path) => {
      const organizer = await newUser(context);
      const event = await newEvent(context, organizer, { category: `Tags ${organizer.id}` });
      const input = {
        "event.byId": { id: event.id },
        "event.list": { category: event.category },
        "event.count": { category: event.category },
        "event.categories": undefined,
      }[path];
      const first = await get(path, input);
      const body = await first.text();
      expect(first.status).toBe(200);
      expect(first.headers.get("content-type")).toBe("application/json");
      expect(first.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
      const etag = first.headers.get("etag") ?? "";
      expect(etag).toMatch(/^"[\w-]{27}"$/);

      const again = await get(path, input);
      expect(await again.text()).toBe(body);
      expect(namesAndValues(again)).toEqual(namesAndValues(first));

      for (const tags of [etag, `"other", ${etag}`, `W/${etag}`, "*"]) {
        const same = await get(path, input, { "if-none-match": tags });
        expect([same.status, await same.text()]).toEqual([304, ""]);
        expect(same.headers.get("etag")).toBe(etag);
        expect(same.headers.get("content-type")).toBeNull();
      }
      // When what was kept is old, it is read again, and is the same.
      clock.advance(1_001);
      expect((await get(path, input, { "if-none-match": etag })).status).toBe(304);
      expect((await get(path, input, { "if-none-match": '"other"' })).status).toBe(200);
    },
  );

  it("says something else once the event does, to whoever asks next", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 3 });
    const shown = async () => {
      const answer = await get("event.byId", { id: event.id });
      const { result } = JSON.parse(await answer.text());
      return { etag: answer.headers.get("etag"), event: result.data.json };
    };
    const first = await shown();
    expect(first.event).toMatchObject({ availableTickets: 3 });
    await bookTickets(context, await newUser(context), event.id, { ticketQuantity: 2 });
    const second = await shown();
    expect(second.event).toMatchObject({ availableTickets: 1 });
    expect(second.etag).not.toBe(first.etag);
    await updateEvent(context, organizer, { id: event.id, name: "Another name" });
    expect((await shown()).event).toMatchObject({ availableTickets: 1, name: "Another name" });
    const stale = await get("event.byId", { id: event.id }, { "if-none-match": first.etag ?? "" });
    expect(stale.status).toBe(200);
  });

  it("are the same for whoever is signed in, who gets no cookie with them", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const { sessionToken } = await newSession(context, organizer.id);
    const anonymous = await get("event.byId", { id: event.id });
    clock.advance(1_001);
    const ways: Record<string, string>[] = [
      { authorization: `Bearer ${sessionToken}` },
      { cookie: `foyer_session=${sessionToken}` },
    ];
    for (const headers of ways) {
      const answer = await get("event.byId", { id: event.id }, headers);
      expect(await answer.clone().text()).toBe(await anonymous.clone().text());
      expect(answer.headers.get("etag")).toBe(anonymous.headers.get("etag"));
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });

  it("keep nobody's cookie for others when a session is prolonged with them", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const { sessionToken } = await newSession(context, organizer.id);
    clock.advance(8 * 60_000);
    const answer = await get("event.byId", { id: event.id }, { cookie: `foyer_session=${sessionToken}` });
    expect(answer.headers.getSetCookie()).toHaveLength(1);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("etag")).toBeNull();
    const other = await get("event.byId", { id: event.id });
    expect(other.headers.getSetCookie()).toEqual([]);
  });

  it("depend on the origin where other origins may call", async () => {
    const event = await newEvent(context, await newUser(context));
    for (const origin of [SHOP, "https://other.example", SHOP]) {
      const answer = await get("event.byId", { id: event.id }, { origin });
      expect(answer.headers.get("vary")).toBe("Origin, trpc-accept, accept");
      expect(answer.headers.get("access-control-allow-origin")).toBe(origin === SHOP ? SHOP : null);
    }
  });

  it("leave alone what is private, refused, sent in batches, or asked for in an unusual way", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const { sessionToken } = await newSession(context, organizer.id);
    const authorization = `Bearer ${sessionToken}`;
    const input = encodeURIComponent(JSON.stringify({ json: { id: event.id } }));
    const batch = encodeURIComponent(JSON.stringify({ 0: { json: { id: event.id } } }));
    const answers = [
      await get("user.me", undefined, { authorization }),
      await get("event.mine", {}, { authorization }),
      await get("booking.mine", {}, { authorization }),
      await get("event.stats", { eventId: event.id }, { authorization }),
      await get("event.byId", { id: "f".repeat(24) }),
      await get("event.byId", { id: "nonsense" }),
      await fetch(`${server.origin}/trpc/event.byId?batch=1&input=${batch}`),
      await fetch(`${server.origin}/trpc/event.byId?input=${input}&more=1`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 404, 400, 200, 200]);
    for (const answer of answers) {
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(answer.headers.get("etag")).toBeNull();
    }
  });
});

function namesAndValues(answer: Response) {
  return [...answer.headers].filter(([name]) => !["x-request-id", "date"].includes(name));
}
