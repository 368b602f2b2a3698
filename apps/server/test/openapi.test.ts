import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { appRouter } from "@foyer/router/app-router";
import { newApiKey, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { describeApi } from "../src/http/rest/openapi.js";
import { readOperations } from "../src/http/rest/operations.js";
import { REST_ROUTES } from "../src/http/rest/routes.js";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES } from "./kit/raw-call.js";

const run = promisify(execFile);
const PACKAGE = fileURLToPath(new URL("../", import.meta.url));
const inPackage = (path: string) => join(PACKAGE, "node_modules", path);

/** As it would be published. */
const description = z.any().parse(describeApi(readOperations(appRouter), "https://tickets.foyer.example"));

const { context } = createTestContext();
let server: TestServer;
let folder: string;
beforeAll(async () => {
  server = await listen(context);
  // Beside the packages that programs there import, and out of Git's sight.
  await mkdir(join(PACKAGE, "dist"), { recursive: true });
  folder = await mkdtemp(join(PACKAGE, "dist", "openapi-"));
  await writeFile(join(folder, "openapi.json"), JSON.stringify(description));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await server.close();
  await context.db.close();
});

describe("the description of the REST API", () => {
  it("has every procedure, or a reason", () => {
    expect(Object.keys(REST_ROUTES).sort()).toEqual(PROCEDURES.map(({ path }) => path).sort());
    const routes = Object.values(REST_ROUTES).flatMap((route) => ("none" in route ? [] : [route]));
    const addresses = routes.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(addresses).size).toBe(routes.length);
    for (const route of Object.values(REST_ROUTES)) if ("none" in route) expect(route.none).toMatch(/^It /);
  });

  it("uses GET for what reads, and nothing else for that", () => {
    for (const { type, method, procedure } of readOperations(appRouter)) {
      expect(method === "GET", procedure).toBe(type === "query");
    }
  });

  it("is valid OpenAPI 3.1", async () => {
    const cli = inPackage("@redocly/cli/bin/cli.js");
    const config = join(PACKAGE, "redocly.yaml");
    const lint = run(process.execPath, [cli, "lint", "--config", config, "openapi.json"], {
      cwd: folder,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
    });
    const { stdout, stderr } = await lint.catch((failure) => {
      throw new Error(`${failure.stdout}${failure.stderr}`);
    });
    expect(stdout + stderr).toContain("Your API description is valid");
  });

  it("keeps the limits of the contract", () => {
    const { schema } = description.paths["/events"].post.requestBody.content["application/json"];
    expect(schema.properties).toMatchObject({
      name: { type: "string", minLength: 1, maxLength: 120 },
      description: { minLength: 1, maxLength: 5_000 },
      dateTime: { type: "string", format: "date-time" },
      capacity: { type: "integer", minimum: 1, maximum: 1_000_000 },
      currency: { minLength: 3, maxLength: 3 },
    });
    expect(schema.additionalProperties).toBe(false);
    const parameters = description.paths["/events"].get.parameters;
    expect(parameters.find(({ name }: { name: string }) => name === "limit").schema).toEqual({
      type: "integer",
      minimum: 1,
      maximum: 100,
      default: 20,
    });
  });

  it("says of what each id is", () => {
    const ids = Object.entries<Record<string, { parameters?: { $ref?: string }[] }>>(
      description.paths,
    ).flatMap(([path, operations]) =>
      Object.values(operations).map(({ parameters = [] }) => [
        path.split("/")[1],
        parameters.flatMap(({ $ref }) => $ref?.match(/\w+Id$/) ?? []).join(),
      ]),
    );
    const byResource = Map.groupBy(ids, ([resource]) => resource);
    const named = [...byResource].map(([resource, own]) => [
      resource,
      [...new Set(own.map(([, id]) => id).filter(Boolean))],
    ]);
    expect(Object.fromEntries(named)).toMatchObject({
      events: ["EventId"],
      bookings: ["BookingId"],
      "discount-codes": ["DiscountCodeId"],
      questions: ["QuestionId"],
      waitlist: ["WaitlistEntryId"],
      me: [],
    });
  });

  it("says what each operation needs and may be refused with", () => {
    const { post } = description.paths["/bookings"];
    expect(post.security).toEqual([{ apiKey: ["bookings"] }, { session: [] }]);
    expect(description.paths["/events"].get.security[0]).toEqual({});
    // Either scope is enough.
    expect(description.paths["/webhooks"].get.security).toEqual([
      { apiKey: ["read"] },
      { apiKey: ["webhooks"] },
      { session: [] },
    ]);
    expect(post.responses["409"].description).toContain("`EVENT_SOLD_OUT`");
    expect(post.responses["409"].description).not.toContain("`NOT_CHECKED_IN`");
  });

  it("is served, and not sent twice", async () => {
    const served = await fetch(`${server.origin}/api/openapi.json`);
    expect(await served.json()).toMatchObject({
      openapi: "3.1.0",
      servers: [{ url: "http://localhost:3000/api" }],
    });
    const again = await fetch(`${server.origin}/api/openapi.json`, {
      headers: { "if-none-match": served.headers.get("etag") ?? "" },
    });
    expect(again.status).toBe(304);
  });
});

const PROGRAM = `
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

const [baseUrl = "", key = "", eventId = ""] = process.argv.slice(2);
const foyer = createClient<paths>({ baseUrl, headers: { Authorization: \`Bearer \${key}\` } });

const { data: events } = await foyer.GET("/events", { params: { query: { limit: 5, sort: "name" } } });
const names: string[] | undefined = events?.items.map(({ name }) => name);

const { data: booking, error } = await foyer.POST("/bookings", {
  params: { header: { "Idempotency-Key": "generated-1" } },
  body: { eventId, ticketQuantity: 2, paymentMethod: "cash" },
});
if (booking === undefined) throw new Error(error.code);
const status: "pending" | "confirmed" | "cancelled" = booking.status;

const { error: refusal } = await foyer.POST("/bookings", {
  body: { eventId, ticketQuantity: 2, paymentMethod: "cash" },
});
if (refusal === undefined) throw new Error("Twice?");

const { data: cancelled } = await foyer.POST("/bookings/{id}/cancel", { params: { path: { id: booking.id } } });

// @ts-expect-error There is no such address.
foyer.GET("/nothing").catch(() => {});
// @ts-expect-error A quantity is a number.
const wrong: typeof booking.ticketQuantity = "two";
// @ts-expect-error The payment method is missing.
const incomplete: paths["/bookings"]["post"]["requestBody"]["content"]["application/json"] = { eventId, ticketQuantity: 1 };
void [wrong, incomplete];

console.log(JSON.stringify({ listed: names !== undefined, status, refused: refusal.code, cancelled: cancelled?.status }));
`;

describe("a client that was generated from the description", () => {
  it("type-checks, and books and cancels", async () => {
    const generator = inPackage("openapi-typescript/bin/cli.js");
    const older = new URL("./kit/typescript-5.mjs", import.meta.url).href;
    await run(process.execPath, ["--import", older, generator, "openapi.json", "-o", "schema.d.ts"], {
      cwd: folder,
    });
    await writeFile(join(folder, "client.ts"), PROGRAM);
    const options = [
      "--ignoreConfig",
      "--noEmit",
      "--strict",
      "--module",
      "nodenext",
      "--target",
      "esnext",
      "--skipLibCheck",
      "false",
    ];
    const checked = run(inPackage(".bin/tsc"), [...options, "--types", "node", "client.ts"], { cwd: folder });
    await checked.catch(({ stdout }) => {
      throw new Error(stdout);
    });

    const person = await newUser(context);
    const { id } = await newEvent(context, person);
    const { key } = await newApiKey(context, person, { scopes: ["bookings"] });
    const { stdout } = await run(process.execPath, ["client.ts", `${server.origin}/api`, key, id], {
      cwd: folder,
    });
    expect(JSON.parse(stdout)).toEqual({
      listed: true,
      status: "confirmed",
      refused: "BOOKING_ALREADY_ACTIVE",
      cancelled: "cancelled",
    });
  });
});
