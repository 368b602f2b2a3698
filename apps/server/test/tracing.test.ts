import { once } from "node:events";
import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { createFoyerClient, type FoyerClient } from "@foyer/client";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { startServer } from "./kit/server-process.js";

const attribute = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.union([z.string(), z.number()]).optional(),
  }),
});
const span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  attributes: z.array(attribute).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
});
const exported = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(span) })),
    }),
  ),
});
type Span = z.infer<typeof span>;

/** A collector: it keeps the spans that it is sent. */
const spans: Span[] = [];
const services = new Set<string | undefined>();
const collector = createServer((request, response) => {
  void text(request).then((body) => {
    const { resourceSpans } = exported.parse(JSON.parse(body));
    for (const { resource, scopeSpans } of resourceSpans) {
      services.add(resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue);
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
    response.setHeader("content-type", "application/json").end("{}");
  });
});

let endpoint: string;
beforeAll(async () => {
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  const address = collector.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});
afterAll(() => collector.close());

async function register(origin: string, email: string): Promise<FoyerClient> {
  const anonymous = createFoyerClient({ url: `${origin}/trpc` });
  const account = { name: "Pat", email, password: "correct horse battery" };
  const session = await anonymous.user.register.mutate({ ...account, transport: "bearer" });
  const token = session.transport === "bearer" ? session.sessionToken : undefined;
  return createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token });
}

/** The names of a span and of all that it is in, from the innermost out. */
function ancestry({ traceId, parentSpanId, name }: Span): readonly string[] {
  const parent = spans.find((one) => one.traceId === traceId && one.spanId === parentSpanId);
  return [name, ...(parent === undefined ? [] : ancestry(parent))];
}

describe("traces", { timeout: 120_000 }, () => {
  it("show a booking from the request to the database, and what a batch was for; nothing that was typed", async () => {
    const server = await startServer({
      DATABASE_URL: ownDatabaseUrl(),
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_BSP_SCHEDULE_DELAY: "100",
      FOYER_RATE_LIMITS: "off",
    });
    const pat = await register(server.origin, "secret-pat@test.example");
    const { id } = await pat.event.create.mutate({
      name: "Night",
      description: "One night.",
      venue: "Hall",
      dateTime: new Date(Date.now() + 30 * 86_400_000),
      timeZone: "Europe/Berlin",
      capacity: 50,
      price: 0,
      currency: "EUR",
      category: "Music",
    });
    const buyers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => register(server.origin, `b${index}@test.example`)),
    );
    await Promise.all(
      buyers.map((buyer) =>
        buyer.booking.create.mutate({ eventId: id, ticketQuantity: 1, paymentMethod: "cash" }),
      ),
    );
    expect((await server.stop()).code).toBe(0);

    expect([...services]).toEqual(["foyer"]);
    const whole = spans
      .filter(({ name }) => name === "prisma:engine:db_query")
      .map((query) => ancestry(query).filter((name) => !name.startsWith("prisma:")));
    expect(whole).toContainEqual(["transaction", "booking batch", "procedure booking.create", "POST /trpc"]);
    // Each request is in the trace of a batch, or is linked from one.
    const requests = spans.filter(({ name }) => name === "procedure booking.create");
    expect(requests).toHaveLength(8);
    const batches = spans.filter(({ name }) => name === "booking batch");
    const reached = new Set(
      batches.flatMap(({ traceId, links }) => [traceId, ...links.map((link) => link.traceId)]),
    );
    expect(requests.filter(({ traceId }) => !reached.has(traceId))).toEqual([]);

    // What runs by the clock is not traced.
    expect(spans.filter((one) => one.parentSpanId === undefined && !/^(GET|POST) /.test(one.name))).toEqual(
      [],
    );
    const all = JSON.stringify(spans);
    expect(all).not.toContain("secret-pat");
    expect(all).not.toContain("correct horse");
  });
});
