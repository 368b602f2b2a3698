import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { newApiKey, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const GUIDE = readFileSync(new URL("../../../docs/rest.md", import.meta.url), "utf8");

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

it("every command of the guide works, from the first to the last", async () => {
  const person = await newUser(context);
  const { id } = await newEvent(context, person);
  const { key } = await newApiKey(context, person);
  const commands = [...GUIDE.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block);
  expect(commands.length).toBeGreaterThan(3);
  const { stdout } = await promisify(execFile)("bash", ["-euc", commands.join("\necho\n")], {
    env: { PATH: process.env.PATH, FOYER: `${server.origin}/api`, KEY: key, EVENT: id },
  });
  const [, example = ""] = /^```json\n(.*?)^```$/ms.exec(GUIDE) ?? [];
  const answers = stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [line] : []));
  const problem = JSON.parse(answers.at(-1) ?? "{}");
  expect(problem).toEqual({ ...JSON.parse(example), instance: expect.stringMatching(/^urn:uuid:/) });
  const booking = await context.db.prisma.booking.findFirstOrThrow({ where: { eventId: id } });
  expect(booking).toMatchObject({
    userId: person.id,
    status: "cancelled",
    cancellationReason: "We are ill.",
  });
});
