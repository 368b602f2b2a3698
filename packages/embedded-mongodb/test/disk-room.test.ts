import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findRoomProblem } from "../src/host/disk-room.js";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "foyer-room-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const MB = 2 ** 20;

test("a new database needs room for its indexes; one that exists is opened however little is left", () => {
  expect(findRoomProblem(directory, 550 * MB)).toBeUndefined();
  expect(findRoomProblem(directory, 499 * MB)).toMatch(/has 499 MB free .* needs 550 MB: make room/);
  writeFileSync(join(directory, "WiredTiger"), "");
  expect(findRoomProblem(directory, 0)).toBeUndefined();
});
