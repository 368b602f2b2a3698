import { MINUTE_MS } from "@foyer/contract/time";
import { NO_PASSWORD } from "@foyer/domain/accounts/no-password";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { callAnonymously, callWith, registerProgram } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newApiKey, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = createTestContext();
const { prisma } = context.db;
const anyone = callAnonymously(context);
afterAll(() => context.db.close());

/** The link's token and the code of each sign-in mail to an address, oldest first. */
function signInMails(email: string) {
  return mails.flatMap(({ to, text }) => {
    const token = to === email ? /\/sign-in-link#token=([\w-]+)/.exec(text)?.[1] : undefined;
    const code = /^\d{6}$/m.exec(text)?.[0];
    return token === undefined || code === undefined ? [] : [{ token, code }];
  });
}

/** Asks for a mail, and waits for it. */
async function askedFor(email: string) {
  const before = signInMails(email).length;
  expect(await anyone.user.requestSignIn({ email })).toEqual({ ok: true });
  await expect.poll(() => signInMails(email).length).toBe(before + 1);
  const mail = signInMails(email).at(-1);
  if (mail === undefined) throw new Error("No mail came.");
  return { ...mail, wrong: mail.code === "111111" ? "222222" : "111111" };
}

/** Somebody who has booked without an account. */
async function newGuest() {
  const email = uniqueEmail();
  const { id } = await prisma.user.create({
    data: { email, name: "Some Guest", password: NO_PASSWORD, isGuest: true },
  });
  return { id, email };
}

const stateOf = (id: string) => prisma.user.findUniqueOrThrow({ where: { id } });

describe("a mailed link", () => {
  it("signs one of two in who use it at once, as a password does, and proves the address", async () => {
    const { id, email } = await newUser(context);
    await prisma.user.update({ where: { id }, data: { emailVerifiedAt: clock.now() } });
    const { token, code } = await askedFor(email);
    const tries = await Promise.allSettled(
      [1, 2].map(() => anyone.user.signInWithLink({ token, transport: "bearer" })),
    );
    const answers = tries.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
    expect(answers).toHaveLength(1);
    const [signedIn] = answers;
    if (signedIn?.transport !== "bearer") throw new Error("Bearer was asked for.");
    expect(signedIn.user).toMatchObject({ id, isEmailVerified: true, hasPassword: true });
    expect(signedIn.deviceToken).not.toBe("");
    expect(await (await callWith(context, signedIn.sessionToken)).user.me()).toMatchObject({ id });
    // The code died with the link.
    expect(await errorCodeOf(anyone.user.signInWithCode({ email, code }))).toBe("INVALID_CREDENTIALS");
    const events = await prisma.securityEvent.findMany({ where: { userId: id }, orderBy: { at: "asc" } });
    expect(events.map(({ type, detail }) => [type, detail])).toEqual([
      ["sign_in_link_requested", null],
      ["signed_in", "By a mailed link."],
      ["sign_in_failed", "A mailed code."],
    ]);
  });

  it("is void after 15 minutes, and once a newer one is sent, also of two that are asked for at once", async () => {
    const { id, email } = await newUser(context);
    const first = await askedFor(email);
    await Promise.all([askedFor(email).catch(() => {}), anyone.user.requestSignIn({ email })]);
    await expect.poll(() => signInMails(email).length).toBe(3);
    expect(await prisma.accountLink.count({ where: { userId: id, purpose: "sign_in" } })).toBe(1);
    expect(await errorCodeOf(anyone.user.signInWithLink({ token: first.token }))).toBe("LINK_NOT_VALID");
    const { context: later, clock: laterClock } = createTestContext();
    laterClock.advance(16 * MINUTE_MS);
    const last = signInMails(email).slice(1);
    for (const { token } of last) {
      expect(await errorCodeOf(callAnonymously(later).user.signInWithLink({ token }))).toBe("LINK_NOT_VALID");
    }
    await later.db.close();
  });

  it("is refused to a disabled account, and given during a lock, which stays for passwords", async () => {
    const { id, email } = await newUser(context);
    const { token } = await askedFor(email);
    await prisma.user.update({ where: { id }, data: { isActive: false } });
    expect(await errorCodeOf(anyone.user.signInWithLink({ token }))).toBe("LINK_NOT_VALID");
    const lockedUntil = new Date(clock.now().getTime() + 30 * MINUTE_MS);
    await prisma.user.update({
      where: { id },
      data: { isActive: true, lockedUntil, emailVerifiedAt: clock.now() },
    });
    expect((await anyone.user.signInWithLink({ token })).user).toMatchObject({ id, isLocked: true });
    expect(await errorCodeOf(anyone.user.login({ email, password: TEST_PASSWORD }))).toBe(
      "INVALID_CREDENTIALS",
    );
  });

  it("is promised to an unknown address as well, and mailed to nobody; without a mail server to none", async () => {
    const email = uniqueEmail();
    expect(await anyone.user.requestSignIn({ email })).toEqual({ ok: true });
    await expect.poll(() => prisma.securityEvent.count({ where: { userEmail: email } })).toBe(1);
    expect(mails.filter(({ to }) => to === email)).toEqual([]);
    const { context: silent } = createTestContext({ mailTransport: null });
    for (const address of [email, (await newUser(context)).email]) {
      const request = callAnonymously(silent).user.requestSignIn({ email: address });
      expect(await errorCodeOf(request)).toBe("MAIL_UNAVAILABLE");
    }
    await silent.db.close();
  });
});

describe("a mailed code", () => {
  it("signs in once, typed with spaces", async () => {
    const { id, email } = await newUser(context);
    const { code, token } = await askedFor(email);
    const typed = ` ${code.slice(0, 3)} ${code.slice(3)} `;
    expect((await anyone.user.signInWithCode({ email, code: typed })).user).toMatchObject({ id });
    expect(await errorCodeOf(anyone.user.signInWithLink({ token }))).toBe("LINK_NOT_VALID");
  });

  it("is void after five wrong ones, however many are tried at once; the link beside it is not", async () => {
    const { id, email } = await newUser(context);
    const { code, token, wrong } = await askedFor(email);
    const guess = () => errorCodeOf(anyone.user.signInWithCode({ email, code: wrong }));
    const guesses = await Promise.all(Array.from({ length: 12 }, guess));
    expect(new Set(guesses)).toEqual(new Set(["INVALID_CREDENTIALS"]));
    expect(await prisma.accountLink.findFirst({ where: { userId: id } })).toMatchObject({ codeTries: 5 });
    expect(await errorCodeOf(anyone.user.signInWithCode({ email, code }))).toBe("INVALID_CREDENTIALS");
    // Wrong codes are no wrong passwords: nobody is locked out by them.
    expect(await stateOf(id)).toMatchObject({ failedLoginAttempts: 0, lockedUntil: null });
    expect((await anyone.user.signInWithLink({ token })).user).toMatchObject({ id });
  });

  it("is good for its own address alone, and unknown addresses are told the same", async () => {
    const { email } = await newUser(context);
    const { code } = await askedFor(email);
    const other = await newUser(context);
    await askedFor(other.email);
    const refused = await Promise.all(
      [other.email, uniqueEmail()].map((address) =>
        anyone.user.signInWithCode({ email: address, code }).catch((error) => error.cause),
      ),
    );
    expect(refused.map(({ code: reason, message }) => [reason, message])).toEqual([
      ["INVALID_CREDENTIALS", refused[0].message],
      ["INVALID_CREDENTIALS", refused[0].message],
    ]);
    expect((await anyone.user.signInWithCode({ email, code })).user.email).toBe(email);
  });

  it("is limited per address", async () => {
    const limited = { max: 3, windowSeconds: 600 };
    const rateLimits = { ...DEFAULT_RATE_LIMITS, signInPerAccount: limited, mailPerAccount: limited };
    const { context: strict, clock: strictClock } = createTestContext({ rateLimits });
    strictClock.beginWindow(limited.windowSeconds);
    const somebody = callAnonymously(strict);
    const email = uniqueEmail();
    for (let i = 0; i < 3; i++) {
      expect(await errorCodeOf(somebody.user.signInWithCode({ email, code: "123456" }))).toBe(
        "INVALID_CREDENTIALS",
      );
      await somebody.user.requestSignIn({ email });
    }
    expect(await errorCodeOf(somebody.user.signInWithCode({ email, code: "123456" }))).toBe("RATE_LIMITED");
    expect(await errorCodeOf(somebody.user.requestSignIn({ email }))).toBe("RATE_LIMITED");
    await strict.db.close();
  });
});

describe("a guest", () => {
  it("is an account once somebody signs in by mail, and may set a password then", async () => {
    const { id, email } = await newGuest();
    expect(await errorCodeOf(anyone.user.login({ email, password: NO_PASSWORD }))).toBe(
      "INVALID_CREDENTIALS",
    );
    const { code } = await askedFor(email);
    const answer = await anyone.user.signInWithCode({ email, code, transport: "bearer" });
    if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
    expect(answer.user).toMatchObject({ id, isGuest: false, isEmailVerified: true, hasPassword: false });
    const own = await callWith(context, answer.sessionToken);
    const newPassword = "a much better one";
    await own.user.changePassword({ newPassword });
    expect((await anyone.user.login({ email, password: newPassword })).user).toMatchObject({ id });
    // Now it has a password, which is asked for.
    expect(await errorCodeOf(own.user.changePassword({ newPassword: "yet another one" }))).toBe(
      "INVALID_CREDENTIALS",
    );
  });

  it("is nobody's who has not the mailbox: its address cannot be registered", async () => {
    const { id, email } = await newGuest();
    expect(await errorCodeOf(registerProgram(context, email))).toBe("EMAIL_TAKEN");
    expect(await stateOf(id)).toMatchObject({ isGuest: true, password: NO_PASSWORD, name: "Some Guest" });
    expect(await prisma.session.count({ where: { userId: id } })).toBe(0);
  });

  it("may set a password by mail as well", async () => {
    const { id, email } = await newGuest();
    await anyone.user.requestPasswordReset({ email });
    const tokenOf = () =>
      mails.findLast(({ to, text }) => to === email && text.includes("/reset-password"))?.text;
    await expect.poll(tokenOf).toBeDefined();
    const token = /#token=([\w-]+)/.exec(tokenOf() ?? "")?.[1] ?? "";
    await anyone.user.resetPassword({ token, newPassword: "a much better one" });
    expect(await stateOf(id)).toMatchObject({ isGuest: false, emailVerifiedAt: expect.any(Date) });
  });
});

describe("the first proof of an address", () => {
  it("takes an account from whoever made it with somebody else's address", async () => {
    const squatter = await registerProgram(context);
    const { id, email } = squatter.user;
    await newApiKey(context, { id });
    const { token } = await askedFor(email);
    const owner = await anyone.user.signInWithLink({ token });
    expect(owner.user).toMatchObject({ id, isEmailVerified: true, hasPassword: false });
    expect(await findSessionHolder(context, squatter.sessionToken)).toBeNull();
    expect(await errorCodeOf(anyone.user.login({ email, password: TEST_PASSWORD }))).toBe(
      "INVALID_CREDENTIALS",
    );
    expect(await prisma.apiKey.count({ where: { userId: id, revokedAt: null } })).toBe(0);
  });

  it("leaves an account as it is on the device that made it", async () => {
    const { user, sessionToken, deviceToken } = await registerProgram(context);
    const { token } = await askedFor(user.email);
    const answer = await anyone.user.signInWithLink({ token, deviceToken });
    expect(answer.user).toMatchObject({ id: user.id, isEmailVerified: true, hasPassword: true });
    expect(await findSessionHolder(context, sessionToken)).toMatchObject({ id: user.id });
  });
});
