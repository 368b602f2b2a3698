import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { MailServerUnavailableError } from "@foyer/domain/outbox/mail";
import { createTestContext } from "@foyer/testing/test-context";
import { pino } from "pino";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApp } from "../src/http/create-app.js";
import type { CaughtMail } from "../src/mail/mail-catcher.js";
import { createMailer } from "../src/mail/send-mail.js";
import { startMail } from "../src/mail/start-mail.js";

const log = pino({ level: "silent" });
const { context } = createTestContext();
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
  const app = await createApp(context, { log, config, catcher: mail.catcher });
  origin = await app.listen({ port: 0, host: "127.0.0.1" });
  close = () => app.close();
});
afterAll(async () => {
  await close();
  await mail.mailer.stop();
  await mail.catcher?.stop();
  await context.db.close();
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

  it("keeps its HTML, its pictures and its files, and shows them where nothing can run", async () => {
    const png = Buffer.from("89504e470d0a1a0a", "hex");
    await mail.mailer.send?.({
      to: "pic@example.org",
      subject: "Your tickets",
      text: "Ticket 1: ABC",
      html: '<p>"Hello" <img src="cid:ticket-1@foyer"></p><script>alert(1)</script>',
      messageId: "<outbox-1@localhost>",
      attachments: [
        { filename: "ticket-1.png", content: png, contentType: "image/png", contentId: "ticket-1@foyer" },
        {
          filename: "booking.ics",
          content: "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
          contentType: "text/calendar; method=REQUEST; charset=utf-8",
        },
        { filename: "notes.txt", content: "notes", contentType: "text/plain" },
      ],
    });
    const mails = (await (await read({ accept: "application/json" })).json()) as CaughtMail[];
    const caught = mails.find(({ to }) => to === "pic@example.org");
    expect(caught).toMatchObject({
      text: expect.stringContaining("Ticket 1: ABC"),
      html: expect.stringContaining('src="cid:ticket-1@foyer"'),
      messageId: "<outbox-1@localhost>",
    });
    const files = caught?.attachments.toSorted((a, b) => a.filename.localeCompare(b.filename));
    expect(files).toEqual([
      {
        filename: "booking.ics",
        contentType: "text/calendar",
        size: 32,
        content: expect.any(String),
      },
      { filename: "notes.txt", contentType: "text/plain", size: 5 },
      {
        filename: "ticket-1.png",
        contentType: "image/png",
        size: png.length,
        contentId: "ticket-1@foyer",
        content: png.toString("base64"),
      },
    ]);
    expect(Buffer.from(files?.[0]?.content ?? "", "base64").toString()).toContain("BEGIN:VCALENDAR");

    const page = await (await read()).text();
    expect(page).toContain('<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(page).toContain(`src=&#34;data:image/png;base64,${png.toString("base64")}&#34;`);
    expect(page).not.toContain("<script>");
  });

  it("is refused to whoever waits for it when the mail server does not take it", async () => {
    const lines: string[] = [];
    const spy = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
    const { mailer } = await startMail(
      { kind: "smtp", url: "smtp://127.0.0.1:1", from: "Foyer <f@x.example>" },
      spy,
    );
    await expect(mailer.send?.({ to: "pat@example.org", subject: "Hi", text: "secret" })).rejects.toThrow(
      MailServerUnavailableError,
    );
    expect(lines.join("")).toContain("mail not sent yet");
    expect(lines.join("")).not.toContain("secret");
    await mailer.stop();
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
    // Whoever keeps mails until they are sent goes on keeping them.
    expect(mailer.send).toBeNull();
  });

  it("is tried again for a while when it was posted and the mail server is unavailable", async () => {
    let connections = 0;
    const received: string[] = [];
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onConnect: (_session, done) =>
        done(++connections <= 2 ? Object.assign(new Error("No"), { responseCode: 421 }) : null),
      onRcptTo: ({ address }, _session, done) => {
        received.push(address);
        done(address.startsWith("nobody") ? Object.assign(new Error("No"), { responseCode: 550 }) : null);
      },
      onData: (stream, _session, done) => void stream.resume().on("end", () => done(null)),
    });
    const listener = server.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    const lines: string[] = [];
    const spy = pino({ level: "warn" }, { write: (line: string) => void lines.push(line) });
    const mailer = createMailer(`smtp://127.0.0.1:${port}`, "f@x.example", spy, [10, 10, 60_000]);
    mailer.post({ to: "pat@example.org", subject: "Confirm", text: "secret" });
    await expect.poll(() => received).toEqual(["pat@example.org"]);
    expect(lines.filter((line) => line.includes("mail not sent yet"))).toHaveLength(2);
    // What is refused itself is not tried again.
    mailer.post({ to: "nobody@example.org", subject: "Confirm", text: "secret" });
    await expect.poll(() => lines.filter((line) => line.includes('"mail not sent"'))).toHaveLength(1);
    expect(received).toHaveLength(2);
    // A process that ends does not wait for a pause to be over.
    connections = 0;
    const patient = createMailer(`smtp://127.0.0.1:${port}`, "f@x.example", spy, [60_000]);
    patient.post({ to: "pat@example.org", subject: "Confirm", text: "secret" });
    await expect.poll(() => connections).toBe(1);
    const begun = performance.now();
    await patient.stop();
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(lines.join("")).not.toContain("secret");
    await mailer.stop();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it.each<[string, string, "unavailable" | "refused"]>([
    ["greets nobody", "greeting", "unavailable"],
    ["does not let us sign in", "auth", "unavailable"],
    ["does not take our sender", "sender", "unavailable"],
    ["closes while it is told the recipient", "closing", "unavailable"],
    ["does not know the recipient", "recipient", "refused"],
    ["does not like the message", "data", "refused"],
  ])("tells a server that %s apart", async (_, place, expected) => {
    const refusal = (code: number) => Object.assign(new Error("No"), { responseCode: code });
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onConnect: (_session, done) => done(place === "greeting" ? refusal(554) : null),
      onAuth: (_auth, _session, done) =>
        place === "auth" ? done(refusal(535)) : done(null, { user: "foyer" }),
      onMailFrom: (_address, _session, done) => done(place === "sender" ? refusal(553) : null),
      onRcptTo: (_address, _session, done) => {
        if (place === "recipient") done(refusal(550));
        else done(place === "closing" ? refusal(421) : null);
      },
      onData: (stream, _session, done) => {
        stream.resume().on("end", () => done(place === "data" ? refusal(554) : null));
      },
    });
    const listener = server.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    const { mailer } = await startMail(
      { kind: "smtp", url: `smtp://foyer:secret@127.0.0.1:${port}`, from: "Foyer <f@x.example>" },
      log,
    );
    const failure = await mailer
      .send?.({ to: "pat@example.org", subject: "Hi", text: "Hi" })
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure instanceof MailServerUnavailableError).toBe(expected === "unavailable");
    await mailer.stop();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });
});
