import { readableEmail, storedEmail } from "@foyer/contract/email";
import { email, loginInput, registerInput, requestPasswordResetInput } from "@foyer/contract/user";
import { describe, expect, it } from "vitest";

const stored = (text: string) => {
  const parsed = email.safeParse(text);
  return parsed.success ? parsed.data : undefined;
};

describe("an email address", () => {
  it.each([
    ["  Mara@Example.ORG ", "mara@example.org"],
    ["a@example.xn--p1ai", "a@example.xn--p1ai"],
    ["a@EXAMPLE.XN--P1AI", "a@example.xn--p1ai"],
    ["a@example.рф", "a@example.xn--p1ai"],
    ["info@müller.de", "info@xn--mller-kva.de"],
    ["info@MÜLLER.de", "info@xn--mller-kva.de"],
    ["info@mu\u0308ller.de", "info@xn--mller-kva.de"],
    ["info@straße.de", "info@xn--strae-oqa.de"],
    ["info@ｅｘａｍｐｌｅ．com", "info@example.com"],
    ["info@例え。テスト", "info@xn--r8jz45g.xn--zckzah"],
    ["info@דוגמה.ישראל", "info@xn--6dbbec0c.xn--4dbrk0ce"],
    ["a&b@example.com", "a&b@example.com"],
    ["!#$%&'*+/=?^_`{|}~-@example.com", "!#$%&'*+/=?^_`{|}~-@example.com"],
    ["a..b@example.com", "a..b@example.com"],
    [".a.@example.com", ".a.@example.com"],
    ["o'brien@example.ie", "o'brien@example.ie"],
    ["root@localhost", "root@localhost"],
    ["a@1.2.3.4", "a@1.2.3.4"],
    ["a@b--c.example", "a@b--c.example"],
  ])("is accepted and stored: %s as %s", (typed, expected) => {
    expect(stored(typed)).toBe(expected);
    // What is stored is accepted as it is: signing in with it finds the account.
    expect(stored(expected)).toBe(expected);
  });

  it.each([
    "mara",
    "",
    "@example.com",
    "a@",
    "a@b@c.example",
    '"a b"@example.com',
    '"a"@example.com',
    "a b@example.com",
    "a@exa mple.com",
    "a,b@example.com",
    "a@example.com, b@example.com",
    "Mara <mara@example.com>",
    "a@-example.com",
    "a@example-.com",
    "a@example..com",
    "a@example.com.",
    "a@müller.de/path",
    "a@müller.de:25",
    "a@ü@müller.de",
    "a@[::1]",
    "a@müller.de?x",
    "a@%C3%BCx.de",
    "mü@example.com",
    `a@${"ü".repeat(80)}.de`,
    `a@${"b".repeat(64)}.de`,
    `${"a".repeat(250)}@b.de`,
    "a@b.de\r\nBcc: c@d.de",
    "a@\u202Emüller.de",
  ])("is refused: %j", (typed) => {
    expect(stored(typed)).toBeUndefined();
  });

  it("takes what the rule of HTML's email fields takes and nothing else, in ASCII", () => {
    const local = /^[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]$/;
    for (let point = 0x21; point < 0x7f; point++) {
      const character = String.fromCharCode(point);
      expect([character, stored(`${character}x@example.com`) !== undefined]).toEqual([
        character,
        local.test(character),
      ]);
      expect([character, stored(`x@a${character}b.com`) !== undefined]).toEqual([
        character,
        /^[a-zA-Z0-9.-]$/.test(character),
      ]);
    }
  });

  it("is shown as people write it", () => {
    expect(readableEmail("info@xn--mller-kva.de")).toBe("info@müller.de");
    expect(readableEmail("a@mail.example.xn--p1ai")).toBe("a@mail.example.рф");
    expect(readableEmail("mara@example.org")).toBe("mara@example.org");
    // What stands for nothing, or for another domain, is shown as it is.
    for (const odd of ["a@xn--.de", "a@xn--a.de", "a@xn--99999999999.de", "a@xn--example-.de", "xn--a"]) {
      expect(readableEmail(odd)).toBe(odd);
    }
    for (const typed of ["info@müller.de", "info@例え.テスト", "a@straße.de"]) {
      expect(readableEmail(storedEmail(typed))).toBe(typed);
      expect(storedEmail(readableEmail(storedEmail(typed)))).toBe(storedEmail(typed));
    }
  });

  it("that was accepted once still signs in and gets a new password", () => {
    const older = "x@foo-.com";
    expect(loginInput.parse({ email: older, password: "x" }).email).toBe(older);
    expect(requestPasswordResetInput.parse({ email: older }).email).toBe(older);
    expect(registerInput.safeParse({ email: older, password: "long enough", name: "X" }).success).toBe(false);
    expect(loginInput.safeParse({ email: "no address", password: "x" }).success).toBe(false);
  });
});
