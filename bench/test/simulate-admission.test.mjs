import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("../simulate-admission.mjs", import.meta.url));

it("simulate-admission, in small: every way sells what there is, and nothing twice", {
  timeout: 120_000,
}, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, "--smoke", "--json"]);
  const result = JSON.parse(stdout.trim().split("\n").at(-1));
  expect(result).toMatchObject({ bench: "simulate-admission", isSmoke: true });
  expect(result.ways.length).toBe(11);
  for (const way of result.ways) {
    expect(way).toMatchObject({ oversold: 0, unaccounted: 0 });
    expect(way.bookings).toBeGreaterThan(0);
  }
});
