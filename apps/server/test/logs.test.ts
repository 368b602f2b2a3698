import { randomUUID } from "node:crypto";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { expect, it } from "vitest";
import { startServer } from "./kit/server-process.js";

it("what the audit logs has the id of its request, as the answer does", { timeout: 120_000 }, async () => {
  const env = { NODE_ENV: "production", DATABASE_URL: ownDatabaseUrl(), DRAIN_SECONDS: "0" };
  const { origin, stop } = await startServer(env);
  const call = (path: string, input: unknown) =>
    fetch(`${origin}/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ json: input }),
    });
  const account = { email: `pat-${randomUUID()}@test.example`, password: "correct horse battery" };
  const answers = await Promise.all([
    call("user.register", { ...account, name: "Pat", transport: "bearer" }),
    call("user.login", { email: "nobody@test.example", password: "wrong", transport: "bearer" }),
  ]);
  const { output } = await stop();
  const entries = output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const audited = entries.filter(({ securityEvent }) => securityEvent !== undefined);
  const idOf = (type: RegExp) => audited.find(({ securityEvent }) => type.test(securityEvent.type))?.reqId;
  expect([idOf(/account_created/), idOf(/sign_in_failed/)]).toEqual(
    answers.map(({ headers }) => headers.get("x-request-id")),
  );
});
