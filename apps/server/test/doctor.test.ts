import { once } from "node:events";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { SMTPServer } from "smtp-server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readConfig } from "../src/config.js";
import { checkDatabase } from "../src/doctor/check-database.js";
import { runToEnd, startServer } from "./kit/server-process.js";
import { StripeStandIn } from "./kit/stripe-stand-in.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "foyer-doctor-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function examine(env: Record<string, string>) {
  const { code, output } = await runToEnd("doctor.js", { FOYER_DATA_DIR: dataDir, ...env });
  const lines = output.trim().split("\n");
  return { code, wrong: lines.filter((line) => line.startsWith("wrong")), lines };
}

/** A mail server that takes one password. */
async function startMailServer(): Promise<{ readonly port: number; readonly close: () => void }> {
  const server = new SMTPServer({
    authOptional: false,
    allowInsecureAuth: true,
    disabledCommands: ["STARTTLS"],
    onAuth: ({ password }, _session, done) =>
      password === "right" ? done(null, { user: "foyer" }) : done(new Error("no")),
  });
  server.on("error", () => {});
  const listening = server.listen(0, "127.0.0.1");
  await once(listening, "listening");
  const address = listening.address();
  return { port: typeof address === "object" ? (address?.port ?? 0) : 0, close: () => server.close() };
}

describe("the doctor", { timeout: 120_000 }, () => {
  it("finds all well before the first start, and beside a running server", async () => {
    const before = await examine({});
    expect([before.code, before.lines.at(-1)]).toEqual([0, "foyer: all is well"]);

    const server = await startServer({ FOYER_DATA_DIR: dataDir });
    const beside = await examine({});
    expect([beside.code, beside.wrong]).toEqual([0, []]);
    expect(beside.lines).toContainEqual(expect.stringMatching(/^ok {5}indexes: all \d+ are as declared/));
    expect(beside.lines).toContainEqual(expect.stringMatching(/^ok {5}changes: .* change stream$/));
    expect((await server.stop()).code).toBe(0);
  });

  it("asks mail server and Stripe without sending or changing anything", async () => {
    const mail = await startMailServer();
    const stripe = await StripeStandIn.start();
    const { secretKey, publishableKey, webhookSecret, apiBase = "" } = stripe.settings;
    const env = {
      SMTP_URL: `smtp://foyer:right@127.0.0.1:${mail.port}`,
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_PUBLISHABLE_KEY: publishableKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_API_BASE: apiBase,
    };
    const well = await examine(env);
    expect([well.code, well.wrong]).toEqual([0, []]);
    expect(stripe.requests.every((request) => request.startsWith("GET "))).toBe(true);

    const refusing = createServer((_request, response) => {
      response.writeHead(401, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { type: "invalid_request_error", message: "Invalid API Key" } }));
    }).listen(0, "127.0.0.1");
    await once(refusing, "listening");
    const address = refusing.address();
    const ill = await examine({
      ...env,
      SMTP_URL: `smtp://foyer:s3cret@127.0.0.1:${mail.port}`,
      STRIPE_API_BASE: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
      DATABASE_URL: "mongodb://foyer:s3cret@127.0.0.1:1/foyer?replicaSet=rs0",
    });
    expect([ill.code, ill.wrong]).toEqual([
      1,
      [
        expect.stringContaining("Nothing listens on 127.0.0.1:1"),
        expect.stringContaining("refuses the user or the password"),
        expect.stringContaining("copy STRIPE_SECRET_KEY again"),
      ],
    ]);
    expect(ill.lines.join()).not.toMatch(/s3cret|standin/);
    refusing.close();
    mail.close();
    await stripe.stop();
  });

  it("names indexes that are not as declared, and what production lacks", async () => {
    const DATABASE_URL = ownDatabaseUrl();
    const db = openDatabase(DATABASE_URL);
    await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
    await db.prisma.$runCommandRaw({ dropIndexes: "Booking", index: "userId_status" });
    const { code, wrong } = await examine({ NODE_ENV: "production", DATABASE_URL });
    expect([code, wrong]).toEqual([
      1,
      [
        expect.stringContaining("set PUBLIC_URL"),
        expect.stringContaining("Booking.userId_status is missing"),
        expect.stringContaining("set SMTP_URL"),
      ],
    ]);
    await db.prisma.$runCommandRaw({ dropDatabase: 1 });
    await db.close();
  });

  it("says what the database said when it did not do something", async () => {
    // Bypasses the configuration, which refuses this.
    const own = ownDatabaseUrl();
    const url = `${own}${own.includes("?") ? "&" : "?"}readPreference=secondary`;
    const findings = await checkDatabase({ ...readConfig({}), database: { kind: "external", url } });
    expect(findings).toEqual([
      { subject: "database", kind: "wrong", text: expect.stringMatching(/read preference.*primary/i) },
    ]);
  });

  it("finds a directory that no database can be made in", async () => {
    const file = join(dataDir, "file");
    await writeFile(file, "");
    // Such as to a disk that is not mounted.
    const link = join(dataDir, "link");
    await symlink(join(dataDir, "nowhere"), link);
    for (const unusable of [file, link, join(file, "below"), join(link, "below")]) {
      const { code, wrong } = await examine({ FOYER_DATA_DIR: unusable });
      expect([code, wrong]).toEqual([1, [expect.stringMatching(/^wrong {2}disk: .*: .*FOYER_DATA_DIR/)]]);
    }
  });

  it("says all that is wrong with the configuration, a line each", async () => {
    const { code, wrong } = await examine({ PORT: "x", NODE_ENV: "prodution" });
    expect([code, wrong]).toEqual([
      1,
      [expect.stringContaining("NODE_ENV is not valid"), expect.stringContaining("PORT is not valid")],
    ]);
  });
});
