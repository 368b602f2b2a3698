import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browserTokens, memoryTokens } from "@foyer/client";
import { fileTokens } from "@foyer/client/node";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "foyer-tokens-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TOKENS = { sessionToken: "s", refreshToken: "r" };

function browserStorage() {
  const entries = new Map<string, string>();
  return {
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
}

describe.each([
  ["in memory", () => memoryTokens()],
  ["in a file", () => fileTokens(join(folder, `${Math.random()}.json`))],
  ["in a browser", () => browserTokens(browserStorage())],
])("tokens %s", (_, create) => {
  it("are kept until they are replaced or cleared", async () => {
    const store = create();
    expect(await store.get()).toBeUndefined();
    await store.set({ ...TOKENS, user: "somebody" } as typeof TOKENS);
    expect(await store.get()).toMatchObject(TOKENS);
    await store.set({ ...TOKENS, sessionToken: "t" });
    expect((await store.get())?.sessionToken).toBe("t");
    await store.clear();
    expect(await store.get()).toBeUndefined();
    await store.clear();
  });
});

describe("tokens in a file", () => {
  it("can be read by its owner alone, and leave nothing else behind", async () => {
    const path = join(folder, "own.json");
    writeFileSync(path, "{}");
    chmodSync(path, 0o644);
    const store = fileTokens(path);
    expect(await store.get()).toBeUndefined();
    await store.set(TOKENS);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual(TOKENS);
    expect(readdirSync(folder).filter((name) => name.startsWith("own.json"))).toEqual(["own.json"]);
  });

  it("are always a whole pair, however many write at once", async () => {
    const store = fileTokens(join(folder, "shared.json"));
    await store.set(TOKENS);
    const pairs = Array.from({ length: 20 }, (_, number) => ({
      sessionToken: `s${number}`.repeat(100),
      refreshToken: `r${number}`.repeat(100),
    }));
    const reading = Array.from({ length: 50 }, async () => store.get());
    await Promise.all(pairs.map((pair) => store.set(pair)));
    const found = [...(await Promise.all(reading)), await store.get()];
    for (const pair of found) expect([TOKENS, ...pairs]).toContainEqual(pair);
  });

  it("say so when they cannot be written or read", async () => {
    const store = fileTokens(join(folder, "missing", "tokens.json"));
    expect(await store.get()).toBeUndefined();
    await expect(store.set(TOKENS)).rejects.toThrow("ENOENT");
    await expect(fileTokens(folder).get()).rejects.toThrow("EISDIR");
  });

  it("are none if the file is something else", async () => {
    const path = join(folder, "other.json");
    for (const text of ["", "{", "null", "[]", '{"sessionToken":1,"refreshToken":"r"}']) {
      writeFileSync(path, text);
      expect(await fileTokens(path).get(), text).toBeUndefined();
    }
  });
});
