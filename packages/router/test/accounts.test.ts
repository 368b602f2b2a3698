import { MINUTE_MS } from "@foyer/contract/time";
import { createPasswordHasher, DEFAULT_PASSWORD_HASHING } from "@foyer/domain/accounts/password-hasher";
import { sweepAccounts } from "@foyer/domain/accounts/sweep-accounts";
import { hashToken } from "@foyer/domain/sessions/credentials";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { callAnonymously, callAs, registerProgram } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, mails } = createTestContext();
const { prisma } = context.db;
const anyone = callAnonymously(context);
afterAll(() => context.db.close());

/** The token in the newest mail to an address, once there are as many as expected. */
async function mailedToken(email: string, mailbox = mails, count = 1): Promise<string> {
  const received = () => mailbox.filter(({ to, text }) => to === email && text.includes("#token="));
  await expect.poll(() => received().length).toBeGreaterThanOrEqual(count);
  const token = /#token=([\w-]+)/.exec(received().at(-1)?.text ?? "")?.[1];
  if (token === undefined) throw new Error("No link was mailed.");
  return token;
}

describe("without a mail server", () => {
  it("promises no link to anybody, and whether there is an account does not show", async () => {
    const { context: silent, mails: none } = createTestContext({ mailTransport: null });
    const { user, isVerificationMailed } = await registerProgram(silent);
    expect(isVerificationMailed).toBe(false);
    const person = { id: user.id, role: "user" } as const;
    expect(await errorCodeOf(callAs(silent, person).user.requestEmailVerification())).toBe(
      "MAIL_UNAVAILABLE",
    );
    for (const email of [user.email, uniqueEmail()]) {
      const request = callAnonymously(silent).user.requestPasswordReset({ email });
      expect(await errorCodeOf(request)).toBe("MAIL_UNAVAILABLE");
    }
    expect(none).toEqual([]);
    expect(await prisma.accountLink.count({ where: { userId: user.id } })).toBe(0);
    await silent.db.close();
  });
});

describe("user.register", () => {
  it("signs in, folds the address, and tells the password to nobody", async () => {
    const email = uniqueEmail();
    const answer = await registerProgram(context, `  ${email.toUpperCase()} `);
    expect(answer.user).toMatchObject({ email, role: "user", isActive: true, isLocked: false });
    expect(JSON.stringify(answer)).not.toContain("argon2");
    expect(await findSessionHolder(context, answer.sessionToken)).toMatchObject({ id: answer.user.id });
  });

  it("keeps only hashes of credentials", async () => {
    const { context: real } = createTestContext({ passwords: createPasswordHasher() });
    const { user, sessionToken, refreshToken } = await registerProgram(real);
    const session = await prisma.session.findFirstOrThrow({ where: { userId: user.id } });
    expect(session).toMatchObject({
      sessionId: hashToken(sessionToken),
      refreshToken: hashToken(refreshToken),
    });
    const { password } = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await real.db.close();
  });

  it("gives an address to one of ten who want it at once", async () => {
    const email = uniqueEmail();
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => registerProgram(context, email)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await errorCodeOf(registerProgram(context, email))).toBe("EMAIL_TAKEN");
  });

  it.each(["password123", "Football1", "iloveyou1"])("refuses the common password %s", async (password) => {
    const attempt = anyone.user.register({ email: uniqueEmail(), password, name: "Common" });
    expect(await errorCodeOf(attempt)).toBe("PASSWORD_TOO_COMMON");
  });

  it("refuses one's own name and address as a password", async () => {
    const email = uniqueEmail();
    const own = { email, password: email, name: "Somebody Long" };
    expect(await errorCodeOf(anyone.user.register(own))).toBe("PASSWORD_TOO_COMMON");
    expect(await errorCodeOf(anyone.user.register({ ...own, password: "somebody long" }))).toBe(
      "PASSWORD_TOO_COMMON",
    );
  });

  it("mails a link that proves the address once", async () => {
    const { user } = await registerProgram(context);
    expect(user.isEmailVerified).toBe(false);
    const token = await mailedToken(user.email);
    const tries = await Promise.allSettled([
      anyone.user.verifyEmail({ token }),
      anyone.user.verifyEmail({ token }),
    ]);
    expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await callAs(context, user).user.me()).toMatchObject({ isEmailVerified: true });
  });
});

describe("user.login", () => {
  it("gives new credentials each time", async () => {
    const { email } = await newUser(context);
    const login = () => anyone.user.login({ email, password: TEST_PASSWORD, transport: "bearer" });
    const [first, second] = [await login(), await login()];
    expect(first.transport === "bearer" && second.transport === "bearer").toBe(true);
    if (first.transport === "bearer" && second.transport === "bearer") {
      expect(first.sessionToken).not.toBe(second.sessionToken);
    }
    expect(first.user.lastLoginAt).toBeInstanceOf(Date);
  });

  it("refuses a wrong password, an unknown address, a locked and a disabled account alike", async () => {
    const [locked, disabled, fine] = [await newUser(context), await newUser(context), await newUser(context)];
    const lockedUntil = new Date(Date.now() + MINUTE_MS);
    await prisma.user.update({ where: { id: locked.id }, data: { lockedUntil } });
    await prisma.user.update({ where: { id: disabled.id }, data: { isActive: false } });
    const attempts = [
      { email: fine.email, password: "wrong password" },
      { email: uniqueEmail(), password: TEST_PASSWORD },
      { email: locked.email, password: TEST_PASSWORD },
      { email: disabled.email, password: TEST_PASSWORD },
    ];
    const errors = await Promise.all(
      attempts.map((attempt) => anyone.user.login(attempt).catch((error) => error.cause)),
    );
    for (const error of errors) {
      expect(error).toMatchObject({ code: "INVALID_CREDENTIALS", message: errors[0].message });
    }
  });

  it("renews a hash that was made with other costs", async () => {
    const cheap = createPasswordHasher({ ...DEFAULT_PASSWORD_HASHING, memoryCost: 8_192 });
    const { context: real } = createTestContext({ passwords: createPasswordHasher() });
    const anyone = callAnonymously(real);
    const { id, email } = await newUser(context);
    await prisma.user.update({ where: { id }, data: { password: await cheap.hash(TEST_PASSWORD) } });
    await anyone.user.login({ email, password: TEST_PASSWORD });
    const { password } = await prisma.user.findUniqueOrThrow({ where: { id } });
    expect(password).toContain("$m=19456,");
    await anyone.user.login({ email, password: TEST_PASSWORD });
    await real.db.close();
  });

  it("refuses at once what would have to wait in too long a line", async () => {
    const passwords = createPasswordHasher({ ...DEFAULT_PASSWORD_HASHING, concurrency: 1, maxWaiting: 2 });
    const results = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.hash("a password")));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(3);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason.code).toBe("BUSY");
    }
  });
});

describe("the lock", () => {
  const fail = async (email: string, on = context) => {
    expect(await errorCodeOf(callAnonymously(on).user.login({ email, password: "wrong one" }))).toBe(
      "INVALID_CREDENTIALS",
    );
  };
  const lockOf = async (id: string) => (await prisma.user.findUniqueOrThrow({ where: { id } })).lockedUntil;

  it("comes with the fifth failure in a row, ends by itself, doubles, and the user survives it", async () => {
    const { context: later, clock } = createTestContext();
    const { id, email } = await newUser(context);
    const login = () => callAnonymously(later).user.login({ email, password: TEST_PASSWORD });
    for (let i = 0; i < 4; i++) await fail(email, later);
    expect(await lockOf(id)).toBeNull();
    await fail(email, later);
    const first = await lockOf(id);
    expect(Math.round(((first?.getTime() ?? 0) - clock.now().getTime()) / MINUTE_MS)).toBe(15);
    expect(await errorCodeOf(login())).toBe("INVALID_CREDENTIALS");

    clock.advance(16 * MINUTE_MS);
    for (let i = 0; i < 5; i++) await fail(email, later);
    const second = await lockOf(id);
    expect(Math.round(((second?.getTime() ?? 0) - clock.now().getTime()) / MINUTE_MS)).toBe(30);

    clock.advance(31 * MINUTE_MS);
    expect((await login()).user).toMatchObject({ id, isLocked: false });
    expect(await prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({
      failedLoginAttempts: 0,
      consecutiveLocks: 0,
      lockedUntil: null,
    });
    await later.db.close();
  });

  it("cannot be doubled by guessing at once, also from two processes", async () => {
    const { context: other } = createTestContext();
    const { id, email } = await newUser(context);
    await Promise.all(Array.from({ length: 12 }, (_, i) => fail(email, i % 2 === 0 ? context : other)));
    const row = await prisma.user.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ failedLoginAttempts: 5, consecutiveLocks: 1 });
    await other.db.close();
  });

  it("is swept when it has run out, by two processes at once, and the user is still there", async () => {
    const { context: later, clock } = createTestContext();
    const { id, email } = await newUser(context);
    for (let i = 0; i < 5; i++) await fail(email);
    clock.advance(16 * MINUTE_MS);
    await Promise.all([sweepAccounts(later), sweepAccounts(later)]);
    const raw = await prisma.user.findRaw({ filter: { _id: { $oid: id } } });
    expect(JSON.stringify(raw)).not.toContain("lockedUntil");
    expect((await callAnonymously(later).user.login({ email, password: TEST_PASSWORD })).user.id).toBe(id);
    await later.db.close();
  });
});

describe("a forgotten password", () => {
  it("is reset by a mailed link: once, while locked, and everywhere signed out", async () => {
    const { user, sessionToken } = await registerProgram(context);
    const { email } = user;
    for (let i = 0; i < 5; i++) await anyone.user.login({ email, password: "wrong one" }).catch(() => {});
    await anyone.user.requestPasswordReset({ email });
    // The first link proves the address, the second one resets.
    const token = await mailedToken(email, mails, 2);
    const newPassword = "a much better one";
    expect(await errorCodeOf(anyone.user.resetPassword({ token, newPassword: "password123" }))).toBe(
      "PASSWORD_TOO_COMMON",
    );
    await anyone.user.resetPassword({ token, newPassword });

    expect(await findSessionHolder(context, sessionToken)).toBeNull();
    expect(await errorCodeOf(anyone.user.resetPassword({ token, newPassword: "yet another one" }))).toBe(
      "LINK_NOT_VALID",
    );
    expect(await errorCodeOf(anyone.user.login({ email, password: TEST_PASSWORD }))).toBe(
      "INVALID_CREDENTIALS",
    );
    expect((await anyone.user.login({ email, password: newPassword })).user).toMatchObject({
      isLocked: false,
    });
  });

  it("answers the same for an unknown address, and mails nobody", async () => {
    const email = uniqueEmail();
    expect(await anyone.user.requestPasswordReset({ email })).toEqual({ ok: true });
    await expect.poll(() => prisma.securityEvent.count({ where: { userEmail: email } })).toBe(1);
    expect(mails.filter(({ to }) => to === email)).toEqual([]);
  });

  it("has a link that ends after 30 minutes, and with the next one", async () => {
    const { context: later, clock, mails: laterMails } = createTestContext();
    const { email } = await newUser(context);
    await callAnonymously(later).user.requestPasswordReset({ email });
    const first = await mailedToken(email, laterMails);
    await callAnonymously(later).user.requestPasswordReset({ email });
    const second = await mailedToken(email, laterMails, 2);
    const reset = (token: string) =>
      callAnonymously(later).user.resetPassword({ token, newPassword: "something new" });
    expect(await errorCodeOf(reset(first))).toBe("LINK_NOT_VALID");
    clock.advance(31 * MINUTE_MS);
    expect(await errorCodeOf(reset(second))).toBe("LINK_NOT_VALID");
    await later.db.close();
  });
});

describe("what changes while a password is being checked", () => {
  /** A Foyer whose password checks wait until they are let go. */
  function heldFoyer() {
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { promise: checking, resolve: begin } = Promise.withResolvers<void>();
    const passwords = createPasswordHasher();
    const verify = async (hash: string | undefined, password: string) => {
      const isRight = await passwords.verify(hash, password);
      begin();
      await held;
      return isRight;
    };
    const { context: slow } = createTestContext({ passwords: { ...passwords, verify } });
    return { slow, checking, letGo };
  }

  it.each([
    ["a reset", { password: "$argon2id$another" }],
    ["a lock", { lockedUntil: new Date(Date.now() + 10 * MINUTE_MS) }],
    ["a disabled account", { isActive: false }],
  ] satisfies [string, Parameters<typeof prisma.user.update>[0]["data"]][])(
    "is not overtaken: %s",
    async (_, change) => {
      const { slow, checking, letGo } = heldFoyer();
      const { id, email } = await newUser(context);
      const login = callAnonymously(slow).user.login({ email, password: TEST_PASSWORD });
      const refused = errorCodeOf(login);
      await checking;
      await prisma.user.update({ where: { id }, data: change });
      letGo();
      expect(await refused).toBe("INVALID_CREDENTIALS");
      expect(await prisma.session.count({ where: { userId: id } })).toBe(0);
      await slow.db.close();
    },
  );
});
