import { securityEventType } from "@foyer/contract/security-event";
import { describe, expect, it } from "vitest";
import { detailWords, WORDS_FOR_SECURITY_EVENTS } from "../src/admin/security-words";
import { changesFor } from "../src/admin/user-changes";

describe("changesFor", () => {
  it.each([
    [{ role: "user", isActive: true, isLocked: false }, ["make-admin", "disable"]],
    [{ role: "admin", isActive: true, isLocked: false }, ["make-user", "disable"]],
    [{ role: "user", isActive: true, isLocked: true }, ["make-admin", "unlock", "disable"]],
    [{ role: "user", isActive: false, isLocked: false }, ["make-admin", "enable"]],
  ] as const)("offers for %o what makes sense", (user, changes) => {
    expect(changesFor(user)).toEqual(changes);
  });
});

describe("security events", () => {
  it("have words of their own each", () => {
    const words = securityEventType.options.map((type) => WORDS_FOR_SECURITY_EVENTS[type]);
    expect(new Set(words).size).toBe(words.length);
  });

  it("tell instants on the reader's clock", () => {
    expect(detailWords("Until 2027-03-12T18:30:00.000Z.")).toBe("Until Fri 12 Mar 2027, 19:30.");
  });
});
