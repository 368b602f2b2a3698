import { isApiKey, looksLikeApiKey, newApiKey, prefixOf } from "@foyer/domain/api-keys/key-format";
import { secureRandom } from "@foyer/domain/random";
import { newToken } from "@foyer/domain/sessions/credentials";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe("an API key", () => {
  it("has one form, whatever its bits, and is known by it", () => {
    fc.assert(
      fc.property(bytes, (secret) => {
        const key = newApiKey(() => secret);
        expect(key).toMatch(/^foyer_[0-9A-Za-z]{49}$/);
        expect(isApiKey(key)).toBe(true);
        expect(looksLikeApiKey(key)).toBe(true);
        expect(prefixOf(key)).toMatch(/^foyer_[0-9A-Za-z]{6}$/);
      }),
    );
    expect(newApiKey(() => new Uint8Array(32).fill(255))).toMatch(/^foyer_[0-9A-Za-z]{49}$/);
  });

  it("differs for different bits", () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        fc.pre(Buffer.compare(one, other) !== 0);
        expect(newApiKey(() => one)).not.toBe(newApiKey(() => other));
      }),
    );
  });

  it("is refused by its checksum when a sign is wrong, missing or added", () => {
    fc.assert(
      fc.property(bytes, fc.nat({ max: 48 }), fc.constantFrom(..."0aZ9"), (secret, at, sign) => {
        const key = newApiKey(() => secret);
        const index = "foyer_".length + at;
        fc.pre(key.charAt(index) !== sign);
        expect(isApiKey(key.slice(0, index) + sign + key.slice(index + 1))).toBe(false);
        expect(isApiKey(key.slice(0, -1))).toBe(false);
        expect(isApiKey(key + sign)).toBe(false);
      }),
    );
  });

  it("is never taken for a session token, nor the other way round", () => {
    for (let time = 0; time < 100; time++) expect(looksLikeApiKey(newToken(secureRandom))).toBe(false);
    expect(looksLikeApiKey(`foyer_${"a".repeat(37)}`)).toBe(false);
    expect(looksLikeApiKey("foyer_")).toBe(true);
    expect(looksLikeApiKey("bearer")).toBe(false);
  });
});
