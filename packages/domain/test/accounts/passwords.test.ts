import { userId } from "@foyer/contract/ids";
import { loginInput, registerInput } from "@foyer/contract/user";
import { changePassword } from "@foyer/domain/accounts/passwords";
import { createAccount, register } from "@foyer/domain/accounts/register";
import { signIn } from "@foyer/domain/accounts/sign-in";
import { newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { CHEAP_PASSWORD_HASHING } from "@foyer/testing/passwords";
import { createTestContext } from "@foyer/testing/test-context";
import { hash as argon2 } from "@node-rs/argon2";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

const DEVICE = { userAgent: "vitest", ip: "127.0.0.1", deviceId: null };
// The costs of the context's own hashes: nothing but the characters makes an older hash outdated.
const { memoryCost, timeCost, parallelism } = CHEAP_PASSWORD_HASHING;
const hashAsTyped = (password: string) => argon2(password, { memoryCost, timeCost, parallelism });
const enter = (email: string, password: string) =>
  signIn(context, { email, password, deviceToken: undefined }, DEVICE);
const hashOf = async (email: string) =>
  (await context.db.prisma.user.findUniqueOrThrow({ where: { email }, select: { password: true } })).password;

const COMPOSED = "Grüße\u00A0für Zoë";
const PLAIN = "Grüße für Zoë";
const TAKEN_APART = PLAIN.normalize("NFD");

describe("a password that is composed in another way", () => {
  it("signs in all the same, whichever way it was set", async () => {
    for (const set of [PLAIN, COMPOSED, TAKEN_APART]) {
      const email = uniqueEmail();
      await createAccount(context, { email, password: set, name: "Zoë" });
      for (const typed of [PLAIN, COMPOSED, TAKEN_APART]) {
        expect((await enter(email, typed)).user.email).toBe(email);
      }
      await expect(enter(email, PLAIN.toUpperCase())).rejects.toMatchObject({
        code: "INVALID_CREDENTIALS",
      });
    }
  });

  it("is the current one, to change it", async () => {
    const user = await newUser(context);
    const email = user.email;
    await context.db.prisma.user.update({
      where: { id: user.id },
      data: { password: await context.passwords.hash(PLAIN) },
    });
    const { credentials } = await enter(email, TAKEN_APART);
    const session = (await context.db.prisma.session.findFirstOrThrow({ where: { userId: user.id } })).id;
    expect(credentials).toBeDefined();
    const holder = { ...user, session } as unknown as Parameters<typeof changePassword>[1];
    const newPassword = "Ein neues für Zoë".normalize("NFD");
    await changePassword(context, holder, { currentPassword: TAKEN_APART, newPassword, device: DEVICE });
    await enter(email, newPassword.normalize("NFC"));
  });

  it("matches an older hash that is of the exact characters, which is made anew at the first success", async () => {
    const { id, email } = await newUser(context);
    const older = await hashAsTyped(TAKEN_APART);
    await context.db.prisma.user.update({ where: { id: userId.parse(id) }, data: { password: older } });
    await expect(enter(email, PLAIN)).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
    await enter(email, TAKEN_APART);
    const renewed = await hashOf(email);
    expect(renewed).not.toBe(older);
    await enter(email, PLAIN);
    await enter(email, TAKEN_APART);
    expect(await hashOf(email)).toBe(renewed);
  });
});

describe("an address in an international domain", () => {
  it("is one account, however its domain is spelled", async () => {
    const local = uniqueEmail().split("@")[0];
    const person = { password: "long enough for all", name: "Jörg" };
    const made = registerInput.parse({ ...person, email: `${local}@Müller.example` });
    const { user } = await register(context, made, DEVICE);
    expect(user.email).toBe(`${local}@xn--mller-kva.example`);
    const again = registerInput.parse({ ...person, email: `${local}@mu\u0308ller.example` });
    await expect(register(context, again, DEVICE)).rejects.toMatchObject({ code: "EMAIL_TAKEN" });
    for (const email of [
      `${local}@müller.example`,
      `${local}@MÜLLER.example`,
      `${local}@xn--mller-kva.example`,
    ]) {
      const given = loginInput.parse({ email, password: person.password });
      expect((await enter(given.email, given.password)).user.id).toBe(user.id);
    }
  });
});
