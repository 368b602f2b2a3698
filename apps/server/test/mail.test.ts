import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestFoyer } from "../../../packages/domain/test/kit/test-foyer.js";
import { createApp } from "../src/http/create-app.js";
import { startMail } from "../src/mail/start-mail.js";

const log = pino({ level: "silent" });
const { foyer } = createTestFoyer();
let mail: Awaited<ReturnType<typeof startMail>>;
let origin: string;
let close: () => Promise<void>;
beforeAll(async () => {
  mail = await startMail({ kind: "caught", from: "Foyer <no-reply@localhost>" }, log);
  const config = {
    trustProxy: 0,
    publicUrl: "http://localhost:3000",
    allowedOrigins: [],
    secureCookies: false,
    payments: { kind: "off" },
  } as const;
  const app = await createApp(foyer, { log, config, catcher: mail.catcher });
  origin = await app.listen({ port: 0, host: "127.0.0.1" });
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await mail.mailer.stop();
  await mail.catcher?.stop();
  await foyer.db.close();
});

const read = (headers: Record<string, string> = {}) => fetch(`${origin}/dev/mail`, { headers });

describe("mail in development", () => {
  it("travels by SMTP and is shown to this machine, as text that cannot run", async () => {
    mail.mailer.post({
      to: "pat@example.org",
      subject: "Hello <script>alert(1)</script>",
      text: "See http://localhost:3000/reset-password#token=abc & more",
    });
    const json = { accept: "application/json" };
    await expect.poll(async () => ((await (await read(json)).json()) as unknown[]).length).toBe(1);
    expect(await (await read(json)).json()).toMatchObject([
      { to: "pat@example.org", subject: "Hello <script>alert(1)</script>" },
    ]);
    const page = await (await read()).text();
    expect(page).toContain('href="http://localhost:3000/reset-password#token=abc"');
    expect(page).not.toContain("<script>");
  });

  it("is shown to nobody who comes by a proxy or by another name", async () => {
    expect((await read({ "x-forwarded-for": "203.0.113.7" })).status).toBe(404);
    expect((await read({ forwarded: "for=203.0.113.7" })).status).toBe(404);
    // fetch does not let the host be chosen, so this is asked on a bare connection.
    const { request } = await import("node:http");
    const status = await new Promise((resolve) => {
      request(`${origin}/dev/mail`, { headers: { host: "rebound.evil.example" } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });
    expect(status).toBe(404);
  });

  it("is not sent, and said so in the log, where nobody said how", async () => {
    const lines: string[] = [];
    const spy = pino({ level: "error" }, { write: (line: string) => void lines.push(line) });
    const { mailer } = await startMail({ kind: "none" }, spy);
    mailer.post({ to: "pat@example.org", subject: "Set a new password", text: "secret-token" });
    expect(lines.join("")).toContain("set SMTP_URL");
    expect(lines.join("")).not.toContain("secret-token");
  });
});
