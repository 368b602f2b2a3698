import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const BENCH = fileURLToPath(new URL("../../../bench/", import.meta.url));

/** The last line a bench prints with --json. */
async function smoke(name: string) {
  const child = spawn(process.execPath, [`${BENCH}${name}.mjs`, "--smoke", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk));
  const [code] = await once(child, "close");
  return { code, result: JSON.parse(output.trim().split("\n").at(-1) ?? "") };
}

describe("the benches, in small", () => {
  it("auth: what is refused is refused as it should be, and the server lives", async () => {
    const { code, result } = await smoke("auth");
    expect(code).toBe(0);
    expect(result).toMatchObject({ bench: "auth", flood: { unexpected: 0, stillAlive: true } });
  });
});
