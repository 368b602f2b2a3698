import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdtempSync, openSync, readFileSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFoyerClient } from "@foyer/client";
import { MongoClient } from "mongodb";
import { describe, expect, it } from "vitest";
import { runToEnd, startServer } from "./kit/server-process.js";

/** A small disk in memory; undefined where this user may mount none. */
function mountDisk(megabytes: number): { readonly path: string; readonly unmount: () => void } | undefined {
  const path = mkdtempSync(join(tmpdir(), "foyer-disk-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "foyer-test", path], {
      stdio: "ignore",
    });
  } catch {
    rmdirSync(path);
    return undefined;
  }
  return {
    path,
    unmount() {
      execFileSync("umount", ["--lazy", path]);
      rmdirSync(path);
    },
  };
}

const probe = mountDisk(1);
probe?.unmount();

/** Writes until nothing more fits. */
function fill(file: string): void {
  const opened = openSync(file, "w");
  try {
    for (let size = 2 ** 20; size >= 2 ** 12; ) {
      try {
        writeSync(opened, Buffer.alloc(size));
      } catch {
        size /= 2;
      }
    }
  } finally {
    closeSync(opened);
  }
}

describe.runIf(probe !== undefined)("a disk", { timeout: 180_000 }, () => {
  it("that is too small for a new database is named in one line", async () => {
    const disk = mountDisk(300);
    try {
      const { code, output } = await runToEnd("main.js", { FOYER_DATA_DIR: disk?.path ?? "" });
      expect([code, output.trim().split("\n")]).toEqual([
        1,
        [expect.stringMatching(/^foyer: the disk of .* has \d+ MB free and a new database needs 550 MB/)],
      ]);
    } finally {
      disk?.unmount();
    }
  });

  it("that fills up ends the server with one line that says so, and what was confirmed is kept", async () => {
    const disk = mountDisk(640);
    try {
      const env = { FOYER_DATA_DIR: disk?.path ?? "", LOG_LEVEL: "silent", FOYER_RATE_LIMITS: "off" };
      const server = await startServer(env);
      const client = createFoyerClient({ url: `${server.origin}/trpc` });
      const register = (email: string) =>
        client.user.register.mutate({
          name: "Pat",
          email,
          password: "correct horse battery",
          transport: "bearer",
        });
      await register("first@test.example");
      const url = readFileSync(join(disk?.path ?? "", "db.url"), "utf8");
      const database = await new MongoClient(url, { serverSelectionTimeoutMS: 1_000 }).connect();
      const filling = database.db().collection("Filler", { writeConcern: { w: 1, journal: true } });
      // A new collection is refused on a full disk, which does not end the engine.
      await filling.insertOne({});
      const filler = join(disk?.path ?? "", "filler");
      fill(filler);
      for (let isOpen = true; isOpen; ) {
        await filling.insertOne({ text: randomBytes(100_000) }).catch(() => {
          isOpen = false;
        });
      }
      await database.close();
      const { code, output } = await server.finished;
      const lines = output.trim().split("\n");
      expect([code, lines.at(-1)]).toEqual([
        1,
        expect.stringMatching(/^foyer: the disk of .* is full .*: make room/),
      ]);

      rmSync(filler);
      const again = await startServer(env);
      const login = { email: "first@test.example", password: "correct horse battery" };
      const fresh = createFoyerClient({ url: `${again.origin}/trpc` });
      expect(await fresh.user.login.mutate({ ...login, transport: "bearer" })).toMatchObject({
        transport: "bearer",
      });
      await again.stop();
    } finally {
      disk?.unmount();
    }
  });
});
