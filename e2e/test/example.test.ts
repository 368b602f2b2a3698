import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, inject, test } from "vitest";

const EXAMPLE = fileURLToPath(new URL("../examples/first-booking.mjs", import.meta.url));

test("the README's example program books and cancels", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [EXAMPLE, inject("origin")]);
  expect(stdout).toMatch(/^confirmed: 2 tickets for .+\ncancelled: the tickets are back on sale\n$/);
});
