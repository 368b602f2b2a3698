import { request as rawRequest } from "node:http";
import { brotliDecompressSync } from "node:zlib";
import { isolated } from "@foyer/contract/characters";
import { eventId } from "@foyer/contract/ids";
import { HOUR_MS } from "@foyer/contract/time";
import type { EventDetailsAnswer } from "@foyer/domain/events/find-event";
import { cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { setEventActive } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { eventHead } from "../src/pages/event-head.js";
import { renderHead, scriptJson } from "../src/pages/page-head.js";
import { listen, type TestServer } from "./kit/in-process-server.js";

const PUBLIC_URL = "https://foyer.example";
const { context, clock } = createTestContext();
let server: TestServer;
let organizer: Awaited<ReturnType<typeof newUser>>;
beforeAll(async () => {
  organizer = await newUser(context);
  server = await listen(context, { publicUrl: PUBLIC_URL });
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

/** What came over the wire: `fetch` would set headers of its own. */
function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  const { port } = new URL(server.origin);
  return new Promise<{ status: number; headers: Record<string, unknown>; body: Buffer; text: string }>(
    (resolve, reject) => {
      rawRequest({ host: "127.0.0.1", port, path, headers, method }, (response) => {
        const parts: Buffer[] = [];
        response.on("data", (part: Buffer) => parts.push(part));
        response.on("end", () => {
          const body = Buffer.concat(parts);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body,
            text: body.toString(),
          });
        });
      })
        .on("error", reject)
        .end();
    },
  );
}

const decode = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
const titleOf = (html: string) => decode(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "");
const metaOf = (html: string, name: string) => {
  const found = new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(html)?.[1];
  return found && decode(found);
};
const canonicalOf = (html: string) => /<link rel="canonical" href="([^"]*)"/.exec(html)?.[1];
const dataOf = (html: string) =>
  JSON.parse(/<script type="application\/ld\+json"[^>]*>([^<]*)<\/script>/.exec(html)?.[1] ?? "null");

describe("a page of the app", () => {
  it.each<Record<string, string>>([{}, { accept: "*/*" }, { accept: "text/html" }, { accept: "" }])(
    "is sent to whoever asks for one with %j",
    async (headers) => {
      const { id, name } = await newEvent(context, organizer);
      for (const [path, title] of [
        [`/events/${id}`, `${name} · Foyer`],
        [`/events/${id}/?tickets=2`, `${name} · Foyer`],
        ["/", "Events · Foyer"],
        ["/sign-in?redirect=%2Fbookings", "Sign in · Foyer"],
        ["/bookings", "Foyer"],
        [`/manage/${id}/attendees`, "Foyer"],
        [`/manage/${id}/attendees/new`, "Foyer"],
        [`/manage/${id}/codes`, "Foyer"],
        [`/bookings/${id}/details`, "Foyer"],
      ] as const) {
        const page = await get(path, headers);
        expect([page.status, page.headers["content-type"]]).toEqual([200, "text/html; charset=utf-8"]);
        expect(titleOf(page.text)).toBe(title);
        expect(page.text).toContain('<div id="root">');
        expect(page.text.match(/<title>/g)).toHaveLength(1);
      }
    },
  );

  it("is 404, with the app's page, where there is none", async () => {
    for (const path of [`/events/${"0".repeat(24)}`, "/events/abc", "/no/such/page", "/events", "/admin/x"]) {
      const page = await get(path, { accept: "*/*" });
      expect([page.status, titleOf(page.text), metaOf(page.text, "robots")]).toEqual([
        404,
        "Not found · Foyer",
        "noindex",
      ]);
      expect(page.text).toContain('<div id="root">');
    }
  });

  it("is no answer to whoever asks for something else", async () => {
    const { id } = await newEvent(context, organizer);
    const cases = [
      ["/trpc/nothing", { accept: "*/*" }],
      ["/trpc", {}],
      ["/files/nothing", {}],
      ["/assets/missing.js", { accept: "*/*" }],
      ["/favicon.ico", {}],
      [`/events/${id}`, { accept: "application/json" }],
      ["/.env", {}],
    ] as const;
    for (const [path, headers] of cases) {
      const answer = await get(path, headers);
      expect([path, answer.status]).toEqual([path, 404]);
      expect(answer.headers["content-type"]).toContain("application/json");
    }
    expect((await get(`/events/${id}`, {}, "POST")).status).toBe(404);
  });

  it("answers HEAD, keeps its tag, and is compressed for whoever takes that", async () => {
    const { id } = await newEvent(context, organizer);
    const page = await get(`/events/${id}`);
    const head = await get(`/events/${id}`, {}, "HEAD");
    expect([head.status, head.body.length]).toEqual([200, 0]);
    expect(head.headers).toMatchObject({
      etag: page.headers.etag,
      "content-length": String(page.body.length),
      "cache-control": "no-cache",
    });
    expect((await get("/nowhere", {}, "HEAD")).status).toBe(404);
    const again = await get(`/events/${id}`, { "if-none-match": String(page.headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
    const brotli = await get(`/events/${id}`, { "accept-encoding": "gzip, br" });
    expect(brotli.headers).toMatchObject({ "content-encoding": "br", vary: "accept, accept-encoding" });
    expect(brotliDecompressSync(brotli.body).toString()).toBe(page.text);
    expect(brotli.headers.etag).not.toBe(page.headers.etag);
    const refused = await get(`/events/${id}`, { "accept-encoding": "br;q=0, gzip" });
    expect(refused.headers["content-encoding"]).toBe("gzip");
    expect(
      (await get(`/events/${id}`, { "accept-encoding": "identity" })).headers["content-encoding"],
    ).toBeUndefined();
  });

  it("keeps the policy of pages, and private ones out of search engines", async () => {
    const page = await get("/bookings");
    expect(page.headers["content-security-policy"]).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(metaOf(page.text, "robots")).toBe("noindex");
    expect(canonicalOf(page.text)).toBeUndefined();
    expect(metaOf((await get("/sign-in")).text, "robots")).toBe("noindex");
    expect(canonicalOf((await get("/?q=jazz")).text)).toBe(`${PUBLIC_URL}/`);
    expect((await get("/index.html")).headers.location).toBe("/");
  });
});

describe("the head of an event's page", () => {
  it("says what it is about, for link previews and search engines", async () => {
    const dateTime = new Date("2035-05-12T17:30:00Z");
    const event = await newEvent(context, organizer, {
      name: "Late Bach",
      venue: "Grand Hall",
      description: "Cello suites.\n\nBy candlelight.",
      price: 2_550,
      dateTime,
    });
    const { text } = await get(`/events/${event.id}`);
    const url = `${PUBLIC_URL}/events/${event.id}`;
    const description =
      "Saturday 12 May 2035, 19:30 Berlin time, Grand Hall. EUR 25.50. Cello suites. By candlelight.";
    expect(canonicalOf(text)).toBe(url);
    expect(metaOf(text, "robots")).toBeUndefined();
    expect(metaOf(text, "description")).toBe(description);
    for (const name of ["og", "twitter"]) {
      expect(metaOf(text, `${name}:title`)).toBe("Late Bach");
      expect(metaOf(text, `${name}:description`)).toBe(description);
      expect(metaOf(text, `${name}:image`)).toMatch(new RegExp(`^${url}/cover\\.png\\?v=[\\w-]{16}$`));
    }
    expect(metaOf(text, "og:url")).toBe(url);
    expect(metaOf(text, "twitter:card")).toBe("summary_large_image");
    expect(dataOf(text)).toMatchObject({
      "@context": "https://schema.org",
      "@type": "Event",
      name: "Late Bach",
      url,
      startDate: "2035-05-12T19:30:00+02:00",
      eventStatus: "https://schema.org/EventScheduled",
      location: { "@type": "Place", name: "Grand Hall" },
      offers: { price: "25.50", priceCurrency: "EUR", availability: "https://schema.org/InStock" },
    });
  });

  it("says when it is sold out, closed, cancelled or over", async () => {
    const read = async (id: string) => {
      const { text } = await get(`/events/${id}`);
      return { data: dataOf(text), description: metaOf(text, "description"), robots: metaOf(text, "robots") };
    };
    const soldOut = await newEvent(context, organizer, { capacity: 1 });
    await bookTickets(context, await newUser(context), soldOut.id);
    expect(await read(soldOut.id)).toMatchObject({
      data: { offers: { availability: "https://schema.org/SoldOut" } },
      description: expect.stringMatching(/^Sold out\. /),
    });

    const closed = await newEvent(context, organizer);
    await setEventActive(context, organizer, { id: closed.id, isActive: false });
    expect(await read(closed.id)).toMatchObject({
      data: { offers: { availability: "https://schema.org/OutOfStock" } },
      robots: "noindex",
    });

    const cancelled = await newEvent(context, organizer);
    await cancelEvent(context, organizer, {
      id: cancelled.id,
      reason: "The roof leaks",
      idempotencyKey: undefined,
    });
    const called = await read(cancelled.id);
    expect(called).toMatchObject({
      data: { eventStatus: "https://schema.org/EventCancelled" },
      description: expect.stringMatching(/^Cancelled\. /),
      robots: undefined,
    });
    expect(called.data.offers).toBeUndefined();

    const over = await newEvent(context, organizer, { dateTime: new Date(clock.now().getTime() + HOUR_MS) });
    clock.advance(2 * HOUR_MS);
    const past = await read(over.id);
    expect(past.description).toMatch(/^This event is over\. /);
    expect(past.data.offers).toBeUndefined();
  });

  it("offers each kind that is shown with its state and times of its own, and says when doors open and it ends", async () => {
    const second = Math.floor(clock.now().getTime() / 1_000) * 1_000;
    const inHours = (hours: number) => new Date(second + hours * HOUR_MS);
    const dateTime = inHours(72);
    const { id } = await newEvent(context, organizer, {
      dateTime,
      doorsAt: inHours(71),
      endsAt: inHours(75),
      ticketTypes: [
        { name: "Standard", price: 2_500, salesUntil: inHours(48) },
        { name: "Student", price: 1_000, quota: 0 },
        { name: "Late", price: 4_000, salesFrom: inHours(48) },
        { name: "Friends", price: 500, isHidden: true },
      ],
    });
    const { text } = await get(`/events/${id}`);
    const data = dataOf(text);
    expect([data.doorTime, data.endDate].map(Date.parse)).toEqual([+inHours(71), +inHours(75)]);
    expect(data.offers).toMatchObject([
      {
        name: "Standard",
        price: "25.00",
        availability: "https://schema.org/InStock",
        validThrough: inHours(48).toISOString(),
      },
      {
        name: "Student",
        price: "10.00",
        availability: "https://schema.org/SoldOut",
        validThrough: dateTime.toISOString(),
      },
      { name: "Late", availability: "https://schema.org/PreOrder", validFrom: inHours(48).toISOString() },
    ]);
    expect(metaOf(text, "description")).toContain("From EUR 25.00");
    expect(text).not.toContain("Friends");
  });

  it("is as new as the public answers, and asks the database no more than they do", async () => {
    const { id } = await newEvent(context, organizer);
    let asked = 0;
    const { context: still, clock: stopped } = createTestContext();
    // However long fifty pages take.
    stopped.stop();
    const counting = {
      ...still,
      db: {
        ...still.db,
        prisma: new Proxy(still.db.prisma, {
          get(target, name, receiver) {
            if (name === "event") asked++;
            return Reflect.get(target, name, receiver);
          },
        }),
      },
    };
    const other = await listen(counting, { publicUrl: PUBLIC_URL });
    const pages = await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${other.origin}/events/${id}`, { headers: { accept: "*/*" } })),
    );
    expect(pages.every(({ status }) => status === 200)).toBe(true);
    expect(asked).toBeLessThanOrEqual(2);
    await other.close();
    await still.db.close();
    await bookTickets(context, await newUser(context), id, { ticketQuantity: 10 });
    expect(dataOf((await get(`/events/${id}`)).text).offers.availability).toBe("https://schema.org/SoldOut");
  });

  const hostile = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(
      "</script><script>alert(1)</script>",
      "</title><img src=x onerror=alert(1)>",
      `"><meta http-equiv="refresh" content="0">`,
      "<!--<script>",
      "]]>",
      "a\u2028b\u2029c",
      "&lt;b&gt; & \\u003c",
      "$& $1 $` $$",
    ),
  );
  const event = (name: string, venue: string, description: string): EventDetailsAnswer => ({
    id: eventId.parse("0".repeat(24)),
    name,
    venue,
    description,
    dateTime: new Date("2035-05-12T17:30:00Z"),
    timeZone: "Europe/Berlin",
    capacity: 1,
    availableTickets: 1,
    price: 0,
    currency: "EUR",
    category: name,
    organizerId: "1".repeat(24),
    organizerName: venue,
    isActive: true,
    cancellationCutoffHours: 24,
    cancelledAt: null,
    cancellationReason: null,
    waitingCount: 0,
    ticketTypes: [],
    createdAt: new Date(0),
    updatedAt: new Date(0),
  });

  it("is what people wrote, and nothing else, whatever they wrote", () => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (name, venue, description) => {
        const options = { publicUrl: PUBLIC_URL, now: new Date(0), hasCovers: true };
        const html = renderHead(eventHead(event(name, venue, description), options));
        // The elements are those that are always there: nothing opens or closes another.
        const plain = renderHead(eventHead(event("a", "a", "a"), options));
        const tags = (text: string) => text.match(/<[/!]?[a-z-]*/gi);
        expect(tags(html)).toEqual(tags(plain));
        expect(html.slice(html.indexOf("<script"))).not.toMatch(/[\u2028\u2029]/);
        expect(decode(/<title>([^<]*)<\/title>/.exec(html)?.[1] ?? "")).toBe(`${isolated(name)} · Foyer`);
        expect(dataOf(html)).toMatchObject({ name, description, location: { name: venue } });
      }),
      { numRuns: 500 },
    );
  });

  it("writes any JSON so that a script element ends where it should", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = scriptJson(value);
        expect(text).not.toMatch(/[<>&\u2028\u2029]/);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
