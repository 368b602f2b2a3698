import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFoyerClient } from "@foyer/client";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runToEnd, startServer } from "./kit/server-process.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "foyer-backup-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const LOGIN = { email: "ines@foyer.example", password: "a-seat-for-everyone", transport: "bearer" } as const;

async function signIn(origin: string) {
  const session = await createFoyerClient({ url: `${origin}/trpc` }).user.login.mutate(LOGIN);
  const token = session.transport === "bearer" ? session.sessionToken : undefined;
  return createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token });
}

it("a copied data directory has everything when it is started elsewhere, and its books balance", {
  timeout: 180_000,
}, async () => {
  const [original, backup, restored] = ["original", "backup", "restored"].map((name) => join(folder, name));
  if (original === undefined || backup === undefined || restored === undefined) throw new Error("no folders");
  const server = await startServer({ FOYER_DATA_DIR: original, FOYER_DEMO: "1" });
  const ines = await signIn(server.origin);
  const before = await ines.booking.mine.query({ limit: 100 });
  expect(before.items.length).toBeGreaterThan(0);
  expect((await server.stop()).code).toBe(0);

  await cp(original, backup, { recursive: true });
  // What happens after the backup is not in it.
  const later = await startServer({ FOYER_DATA_DIR: original, FOYER_RATE_LIMITS: "off" });
  await createFoyerClient({ url: `${later.origin}/trpc` }).user.register.mutate({
    name: "Late",
    email: "late@test.example",
    password: "correct horse battery",
    transport: "bearer",
  });
  await later.killHard();
  await rm(original, { recursive: true });

  await cp(backup, restored, { recursive: true });
  const books = await runToEnd("reconcile.js", { FOYER_DATA_DIR: restored });
  expect([books.code, books.output]).toEqual([
    0,
    expect.stringContaining("13 events reconciled, 0 of them broken"),
  ]);
  const again = await startServer({ FOYER_DATA_DIR: restored });
  expect(await (await signIn(again.origin)).booking.mine.query({ limit: 100 })).toEqual(before);
  const late = { ...LOGIN, email: "late@test.example", password: "correct horse battery" };
  const gone = createFoyerClient({ url: `${again.origin}/trpc` }).user.login.mutate(late);
  await expect(gone).rejects.toMatchObject({ data: { reason: "INVALID_CREDENTIALS" } });
  const doctor = await runToEnd("doctor.js", { FOYER_DATA_DIR: restored });
  expect(doctor.output).toContain("foyer: all is well");
  expect((await again.stop()).code).toBe(0);
});
