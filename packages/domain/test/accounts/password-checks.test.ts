import { createPasswordHasher, DEFAULT_PASSWORD_HASHING } from "@foyer/domain/accounts/password-hasher";
import { hash as argon2 } from "@node-rs/argon2";
import { describe, expect, it, vi } from "vitest";

// Argon2 itself, counted: how long it takes cannot be told on a busy machine.
const counted = vi.hoisted(() => ({ checks: 0 }));
vi.mock("@node-rs/argon2", async (original) => {
  const real = await original<typeof import("@node-rs/argon2")>();
  return {
    ...real,
    verify: (...given: Parameters<typeof real.verify>) => {
      counted.checks++;
      return real.verify(...given);
    },
  };
});

const { memoryCost, timeCost, parallelism } = DEFAULT_PASSWORD_HASHING;
const hashAsTyped = (password: string) => argon2(password, { memoryCost, timeCost, parallelism });

const PLAIN = "Grüße für Zoë";
const TAKEN_APART = PLAIN.normalize("NFD");

describe("a password that is composed in another way", () => {
  it("is checked as often for an unknown address as for a known one, right or wrong", async () => {
    const hasher = createPasswordHasher();
    const right = await hasher.hash(PLAIN);
    const older = await hashAsTyped(TAKEN_APART);
    const checksOf = async (passwordHash: string | undefined, password: string) => {
      counted.checks = 0;
      await hasher.verify(passwordHash, password);
      return counted.checks;
    };
    for (const hash of [right, older, undefined]) {
      expect(await checksOf(hash, TAKEN_APART)).toBe(2);
      expect(await checksOf(hash, "nope e\u0301e\u0301")).toBe(2);
      expect(await checksOf(hash, PLAIN)).toBe(1);
      expect(await checksOf(hash, "wrong words")).toBe(1);
    }
  });
});
