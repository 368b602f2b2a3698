import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { reasonIn } from "./kit/raw-call.js";
import { runToEnd, startServer } from "./kit/server-process.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "foyer-shutdown-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Long enough for a busy machine: nothing here is about speed. */
const PATIENCE = { timeout: 60_000 };

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A process that was killed and that nobody waited for is a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Processes that were started by a process, and by those. */
function descendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
    .trim()
    .split(" ")
    .filter(Boolean);
  return children.flatMap((child) => [Number(child), ...descendants(Number(child))]);
}

describe("a server in production that is told to end", { timeout: 180_000 }, () => {
  it("drains, then refuses in Foyer's own words, lets what runs finish, and ends with 0", async () => {
    const env = { NODE_ENV: "production", DATABASE_URL: ownDatabaseUrl(), DRAIN_SECONDS: "5" };
    const { origin, terminate, finished } = await startServer(env);
    const events = () => fetch(`${origin}/trpc/event.list`);
    const before = await events();
    expect([before.status, before.headers.get("connection")]).toEqual([200, "keep-alive"]);

    // A request whose body is still on its way.
    const running = connect(Number(new URL(origin).port), "localhost");
    running.write(
      "POST /trpc/user.logout HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{",
    );
    let answer = "";
    running.on("data", (chunk) => (answer += String(chunk)));

    terminate();
    // Asked at the same moment: a busy machine may take longer between two questions than a phase lasts.
    const draining = await vi.waitFor(async () => {
      const [readiness, list] = await Promise.all([fetch(`${origin}/readyz`), events()]);
      expect(readiness.status).toBe(503);
      return list;
    }, PATIENCE);
    expect([draining.status, draining.headers.get("connection")]).toEqual([200, "close"]);

    const [refused, alive] = await vi.waitFor(async () => {
      const [list, health] = await Promise.all([events(), fetch(`${origin}/healthz`)]);
      expect(list.status).toBe(503);
      return [list, health] as const;
    }, PATIENCE);
    expect(refused.headers.get("connection")).toBe("close");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(reasonIn({ status: 503, text: await refused.text(), headers: refused.headers })).toBe("BUSY");
    expect(alive.status).toBe(200);

    running.write("}");
    const { code, output } = await finished;
    expect(answer).toMatch(/^HTTP\/1\.1 (200|401)/);
    expect(code).toBe(0);
    // All that it said is JSON, a line each.
    const lines = output.trim().split("\n");
    const said = lines.map((line) => JSON.parse(line).msg);
    expect(said).toContainEqual(expect.stringContaining("ready on"));
  });

  it("refuses for a moment before it is gone, also if nothing runs", async () => {
    const env = { NODE_ENV: "production", DATABASE_URL: ownDatabaseUrl(), DRAIN_SECONDS: "3" };
    let statuses: number[] = [];
    // The moment is a second, in which this process has to ask: where it was held up, it asks another server.
    for (let attempt = 0; attempt < 3 && !statuses.includes(503); attempt++) {
      const { origin, terminate, finished } = await startServer(env);
      terminate();
      const answers: Response[] = [];
      try {
        for (;;) answers.push(await fetch(`${origin}/api/events`));
      } catch {
        // The port is closed.
      }
      statuses = [...new Set(answers.map(({ status }) => status))];
      expect((await finished).code).toBe(0);
      const last = answers.at(-1);
      if (last?.status !== 503) continue;
      expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await last.json()).toMatchObject({ code: "BUSY", status: 503 });
    }
    expect(statuses).toEqual([200, 503]);
  });

  it("says what is wrong with its configuration in JSON, too", async () => {
    const { code, output } = await runToEnd("main.js", { NODE_ENV: "production", PORT: "many" });
    const entries = output
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect([code, entries.map(({ level, msg }) => [level, msg])]).toEqual([
      1,
      [
        [60, expect.stringContaining("PORT is not valid")],
        [60, expect.stringContaining("set DATABASE_URL")],
      ],
    ]);
  });
});

const STARTED_BY_NPM = fileURLToPath(new URL("./kit/started-by-npm.mjs", import.meta.url));

/** `npm start`, npm's own process included: it runs a script and waits for it. */
async function startByNpm(): Promise<{ readonly npm: ChildProcess; readonly origin: string }> {
  const script = `
    const { spawn } = await import("node:child_process");
    const script = spawn(process.execPath, [${JSON.stringify(STARTED_BY_NPM)}], { stdio: "inherit" });
    script.on("exit", (code) => process.exit(code ?? 1));`;
  const { PATH, HOME } = process.env;
  const npm = spawn(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH, HOME, PORT: "0", FOYER_DATA_DIR: dataDir, npm_lifecycle_event: "start" },
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  for await (const line of createInterface({ input: npm.stdout })) {
    const origin = /ready on (\S+)/.exec(line)?.[1];
    if (origin === undefined) continue;
    npm.stdout.resume();
    return { npm, origin };
  }
  throw new Error("it was never ready");
}

describe.runIf(process.platform === "linux")("a server whose starter is killed", { timeout: 180_000 }, () => {
  it.each([
    ["npm", (npm: number) => npm],
    ["the script that npm runs", (npm: number) => descendants(npm)[0] ?? 0],
    ["the server", (npm: number) => descendants(npm)[1] ?? 0],
  ])("ends with its database when it is %s, and the next start works", async (_, victimOf) => {
    const { npm } = await startByNpm();
    const all = [npm.pid ?? 0, ...descendants(npm.pid ?? 0)];
    expect(all).toHaveLength(4);
    process.kill(victimOf(npm.pid ?? 0), "SIGKILL");

    // At once, while the old one may still be ending.
    const next = await startServer({ FOYER_DATA_DIR: dataDir });
    expect((await fetch(`${next.origin}/readyz`)).status).toBe(200);
    await expect.poll(() => all.filter(isAlive), PATIENCE).toEqual([]);
    expect((await next.stop()).code).toBe(0);
  });
});

describe("a data directory", { timeout: 180_000 }, () => {
  it("that is in use is refused at once, with the process that uses it", async () => {
    const { pid, stop } = await startServer({ FOYER_DATA_DIR: dataDir });
    const second = await runToEnd("main.js", { FOYER_DATA_DIR: dataDir });
    expect([second.code, second.output.trim().split("\n")]).toEqual([
      1,
      [expect.stringMatching(new RegExp(`is in use by process ${pid} \\(.*main\\.js\\)`))],
    ]);
    await stop();
  });

  it("of a server that is ending is waited for", async () => {
    const first = await startServer({ FOYER_DATA_DIR: dataDir, DRAIN_SECONDS: "3" });
    first.terminate();
    await expect.poll(async () => (await fetch(`${first.origin}/readyz`)).status, PATIENCE).toBe(503);
    const second = await startServer({ FOYER_DATA_DIR: dataDir });
    expect((await first.finished).code).toBe(0);
    expect((await second.stop()).code).toBe(0);
  });
});

it("a running server is not ended by its shell's end: it was not started by npm", {
  timeout: 180_000,
}, async () => {
  const { PATH, HOME } = process.env;
  const shell = spawn(
    "sh",
    ["-c", `"$0" "$1" >"$2" 2>&1 & echo $!`, process.execPath, STARTED_BY_NPM, join(dataDir, "out")],
    { env: { PATH, HOME, PORT: "0", FOYER_DATA_DIR: dataDir }, stdio: ["ignore", "pipe", "inherit"] },
  );
  const [chunk] = await once(shell.stdout, "data");
  const pid = Number(String(chunk));
  await once(shell, "exit");
  await expect.poll(() => readFileSync(join(dataDir, "out"), "utf8"), PATIENCE).toContain("ready on");
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, "SIGTERM");
  await expect.poll(() => isAlive(pid), PATIENCE).toBe(false);
});
