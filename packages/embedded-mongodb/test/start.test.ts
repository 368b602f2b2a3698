import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MongoClient } from "mongodb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nodeCommand } from "../src/host/node-command.js";
import { EmbeddedMongoError, startEmbeddedMongo, startThrowAwayMongo } from "../src/index.js";
import { eventually } from "./support.js";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "foyer-start-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function failure(work: Promise<unknown>): Promise<EmbeddedMongoError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(EmbeddedMongoError);
  expect((error as Error).message).not.toContain("\n");
  return error as EmbeddedMongoError;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("no output");
  const [chunk] = await once(child.stdout, "data");
  return String(chunk).trim();
}

describe("starting", () => {
  test("says that a directory is in use", async () => {
    const mongo = await startEmbeddedMongo({ directory });
    expect((await failure(startEmbeddedMongo({ directory }))).code).toBe("DIRECTORY_IN_USE");
    await mongo.stop();
  });

  test("says that a directory is a file", async () => {
    writeFileSync(join(directory, "file"), "");
    expect((await failure(startEmbeddedMongo({ directory: join(directory, "file") }))).code).toBe(
      "DIRECTORY_UNUSABLE",
    );
    expect((await failure(startEmbeddedMongo({ directory: join(directory, "file", "x") }))).code).toBe(
      "DIRECTORY_UNUSABLE",
    );
  });

  test("says that a directory is damaged", async () => {
    await (await startEmbeddedMongo({ directory })).stop();
    writeFileSync(join(directory, "WiredTiger.turtle"), "no turtle at all");
    expect((await failure(startEmbeddedMongo({ directory }))).code).toBe("DIRECTORY_UNUSABLE");
  });

  test("says that a port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    expect((await failure(startEmbeddedMongo({ directory, port }))).code).toBe("PORT_IN_USE");
    server.close();
  });

  test.each([
    { platform: "win32", arch: "x64", glibc: undefined },
    { platform: "darwin", arch: "x64", glibc: undefined },
    { platform: "linux", arch: "x64", glibc: undefined },
    { platform: "linux", arch: "s390x", glibc: "2.41" },
  ] as const)("says that it does not run on %o", async (platform) => {
    const error = await failure(nodeCommand(() => undefined, platform));
    expect(error.code).toBe("UNSUPPORTED_PLATFORM");
    expect(error.message).toContain("DATABASE_URL");
  });

  test("needs no other loader where glibc is new", async () => {
    const platform = { platform: "linux", arch: "x64", glibc: "2.38" } as const;
    expect(await nodeCommand(() => undefined, platform)).toEqual([process.execPath]);
  });

  test("says that the named glibc folder is wrong", async () => {
    // The machine may need what it names itself.
    vi.stubEnv("FOYER_GLIBC_DIR", directory);
    try {
      const platform = { platform: "linux", arch: "x64", glibc: "2.36" } as const;
      expect((await failure(nodeCommand(() => undefined, platform))).code).toBe("GLIBC_UNAVAILABLE");
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe("the process", () => {
  test("tells when it ends without being asked", async () => {
    let exit: unknown;
    const mongo = await startEmbeddedMongo({ directory, onExit: (how) => (exit = how) });
    process.kill(mongo.pid, "SIGKILL");
    await expect.poll(() => exit).toEqual({ code: null, signal: "SIGKILL" });
    await mongo.stop();
  });

  test("does not mind Ctrl-C", async () => {
    const mongo = await startThrowAwayMongo();
    process.kill(mongo.pid, "SIGINT");
    const client = await new MongoClient(mongo.url()).connect();
    expect(await client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
    await client.close();
    await mongo.stop();
    expect(isAlive(mongo.pid)).toBe(false);
  });

  test("ends when its parent is killed, and its directory can be opened again", async () => {
    const script = `
      import { startEmbeddedMongo } from ${JSON.stringify(new URL("../dist/index.js", import.meta.url).href)};
      const mongo = await startEmbeddedMongo({ directory: process.argv[1] });
      console.log(mongo.pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", script, directory], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const pid = Number(await firstLine(parent));
    expect(isAlive(pid)).toBe(true);
    parent.kill("SIGKILL");
    await eventually(async () => !isAlive(pid));
    await (await startEmbeddedMongo({ directory })).stop();
  });

  test("of a throw-away database leaves nothing behind", async () => {
    const mongo = await startThrowAwayMongo();
    const before = isAlive(mongo.pid);
    await mongo.stop();
    await mongo.stop();
    expect([before, isAlive(mongo.pid)]).toEqual([true, false]);
  });
});

describe("the command line", () => {
  test("prints the URL, serves, and stops on Ctrl-C", async () => {
    const cli = spawn(process.execPath, [CLI, "--directory", join(directory, "db")], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const url = await firstLine(cli);
    const client = await new MongoClient(url).connect();
    await client.db("test").collection("things").insertOne({ n: 1 });
    await client.close();
    cli.kill("SIGINT");
    expect((await once(cli, "exit"))[0]).toBe(0);
    expect(existsSync(join(directory, "db", "WiredTiger"))).toBe(true);
  });

  test.each([
    { name: "no directory", args: [], says: /^usage: .*\n$/ },
    { name: "an unknown option", args: ["--data", "x"], says: /^usage: .*\n$/ },
    { name: "a file as directory", args: ["--directory", CLI], says: /^the database directory .*\n$/ },
  ])("says in one line that it got $name", async ({ args, says }) => {
    const cli = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "ignore", "pipe"] });
    let output = "";
    cli.stderr.on("data", (chunk) => (output += String(chunk)));
    expect((await once(cli, "close"))[0]).not.toBe(0);
    expect(output).toMatch(says);
  });
});
