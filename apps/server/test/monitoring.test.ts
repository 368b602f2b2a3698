import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { measureBacklog } from "@foyer/domain/workflows/measure-backlog";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { listen } from "./kit/in-process-server.js";

const folder = fileURLToPath(new URL("../../../docs/monitoring/", import.meta.url));

const dashboard = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).min(1) })),
});
const rules = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string().regex(/^Foyer\w+$/),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.object({ severity: z.enum(["warning", "critical"]) }),
          annotations: z.object({ summary: z.string(), description: z.string() }),
        }),
      ),
    }),
  ),
});

/** The metrics that expressions name, as they are exposed: a histogram without its parts. */
function metricsIn(expressions: readonly string[]): readonly string[] {
  const names = expressions.flatMap((text) => text.match(/\b(?:foyer|nodejs|process)_\w+/g) ?? []);
  return [...new Set(names.map((name) => name.replace(/_(?:bucket|sum|count)$/, "")))].toSorted();
}

async function exposed(origin: string): Promise<ReadonlySet<string>> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return new Set([...text.matchAll(/^# TYPE (\w+) /gm)].map(([, name = ""]) => name));
}

describe("monitoring", () => {
  it("asks for no metric that is not there, on the dashboard or in an alert", async () => {
    const { context } = await createIsolatedTestContext();
    const server = await listen(context, {}, { metrics: { kind: "loopback" } });
    const there = await exposed(server.origin);
    const { panels } = dashboard.parse(JSON.parse(await readFile(`${folder}grafana-dashboard.json`, "utf8")));
    const { groups } = rules.parse(parse(await readFile(`${folder}alerts.yaml`, "utf8")));
    const expressions = [
      ...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)),
      ...groups.flatMap((group) => group.rules.map(({ expr }) => expr)),
    ];
    const wanted = metricsIn(expressions);
    expect(wanted.length).toBeGreaterThan(10);
    expect(wanted.filter((name) => !there.has(name))).toEqual([]);
    await server.close();
    await context.db.close();
  });

  it("says how large batches are, what was committed, and how far background work is behind", async () => {
    const { context, clock } = await createIsolatedTestContext();
    const server = await listen(context, {}, { metrics: { kind: "loopback" } });
    const event = await newEvent(context, await newUser(context));
    const [buyer] = await newBuyers(context, 1);
    const request = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" } as const;
    await server.client(buyer?.sessionToken).booking.create.mutate(request);
    clock.advance(90_000);
    // Nothing sends mails here.
    expect((await measureBacklog(context)).oldestDueMailSeconds).toBeGreaterThanOrEqual(90);

    const text = await (await fetch(`${server.origin}/metrics`)).text();
    expect(text).toContain('foyer_booking_batch_size_bucket{le="1"} 1');
    expect(text).toMatch(/foyer_outbox_oldest_due_seconds (9\d|\d{3,})/);
    expect(text).toMatch(/foyer_oldest_expired_hold_seconds 0/);
    expect(text).toMatch(/foyer_transactions_total [1-9]/);
    await server.close();
    await context.db.close();
  });
});
