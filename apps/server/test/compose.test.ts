import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readConfig } from "../src/config.js";
import { ROOT } from "./kit/dockerfile.js";

const app = z.object({
  build: z.literal("."),
  read_only: z.literal(true),
  tmpfs: z.tuple([z.literal("/tmp")]),
  cap_drop: z.tuple([z.literal("ALL")]),
  stop_grace_period: z.string().regex(/^\d+s$/),
  environment: z.record(z.string(), z.string()),
});
const compose = z.object({
  services: z.object({
    "foyer-1": app,
    "foyer-2": app,
    proxy: z.object({ volumes: z.array(z.string()) }),
    mongodb: z.object({ ports: z.array(z.string()) }),
  }),
});

it("compose.yaml runs two processes with a valid configuration, and stops them after they have drained", () => {
  const file = parse(readFileSync(`${ROOT}compose.yaml`, "utf8"), { merge: true });
  const { services } = compose.parse(file);
  for (const name of ["foyer-1", "foyer-2"] as const) {
    const { environment, stop_grace_period } = services[name];
    const values = Object.entries(environment).map(([key, value]) => [
      key,
      value.replace(/^\$\{\w+:-(.*)\}$/, "$1"),
    ]);
    const config = readConfig({ NODE_ENV: "production", ...Object.fromEntries(values) });
    expect(config.database).toEqual({
      kind: "external",
      url: "mongodb://mongodb:27017/foyer?replicaSet=rs0&directConnection=true",
    });
    expect(Number.parseInt(stop_grace_period, 10)).toBeGreaterThan(config.drainSeconds + 10);
    // Secrets have no default.
    for (const secret of ["METRICS_TOKEN", "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "SMTP_URL"]) {
      expect(environment[secret]).toBe(`\${${secret}:-}`);
    }
  }
  expect(services.mongodb.ports.every((port) => port.startsWith("127.0.0.1:"))).toBe(true);
});

it("the proxy looks at /readyz of both, more often than a process drains", () => {
  const caddyfile = readFileSync(`${ROOT}docs/deployment/Caddyfile`, "utf8");
  expect(caddyfile).toContain("reverse_proxy foyer-1:3000 foyer-2:3000 {");
  expect(caddyfile).toContain("health_uri /readyz");
  const interval = /health_interval (\d+)s/.exec(caddyfile)?.[1];
  const { drainSeconds } = readConfig({
    NODE_ENV: "production",
    DATABASE_URL: "mongodb://db/foyer?replicaSet=rs0",
  });
  expect(Number(interval) * 2).toBeLessThan(drainSeconds);
});
