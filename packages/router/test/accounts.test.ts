import { MINUTE_MS } from "@foyer/contract/time";
import { findSessionHolder } from "@foyer/domain/sessions/open-session";
import { hashToken } from "@foyer/domain/sessions/token";
import { createCaller } from "@foyer/router/app-router";
import { createInnerContext } from "@foyer/router/context";
import { afterAll, describe, expect, it } from "vitest";
import { newUser, TEST_PASSWORD, uniqueEmail } from "../../domain/test/kit/fixtures.js";
import { refusalOf } from "../../domain/test/kit/refusals.js";
import { createTestFoyer } from "../../domain/test/kit/test-foyer.js";
import { callAnonymously, callAs } from "./call-as.js";

const { foyer } = createTestFoyer();
const { prisma } = foyer.db;
const anyone = callAnonymously(foyer);
afterAll(() => foyer.db.close());

async function registerProgram(email = uniqueEmail()) {
  const answer = await anyone.user.register({
    email,
    password: TEST_PASSWORD,
    name: "Program",
    transport: "bearer",
  });
  if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
  return answer;
}

describe("user.register", () => {
  it("signs in, folds the address, and tells the password to nobody", async () => {
    const email = uniqueEmail();
    const answer = await registerProgram(`  ${email.toUpperCase()} `);
    expect(answer.user).toMatchObject({ email, role: "user", isActive: true, isLocked: false });
    expect(JSON.stringify(answer)).not.toContain("argon2");
    expect(await findSessionHolder(foyer, answer.sessionToken)).toMatchObject({ id: answer.user.id });
  });

  it("keeps only hashes of credentials", async () => {
    const { user, sessionToken, refreshToken } = await registerProgram();
    const session = await prisma.session.findFirstOrThrow({ where: { userId: user.id } });
    expect(session).toMatchObject({
      sessionId: hashToken(sessionToken),
      refreshToken: hashToken(refreshToken),
    });
    const { password } = await prisma.user.findUniqueOrThrow({ where: { id: user.id } });
    expect(password).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("gives an address to one of ten who want it at once", async () => {
    const email = uniqueEmail();
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => registerProgram(email)));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await refusalOf(registerProgram(email))).toBe("EMAIL_TAKEN");
  });
});

describe("user.login", () => {
  it("gives new credentials each time", async () => {
    const { email } = await newUser(foyer);
    const login = () => anyone.user.login({ email, password: TEST_PASSWORD, transport: "bearer" });
    const [first, second] = [await login(), await login()];
    expect(first.transport === "bearer" && second.transport === "bearer").toBe(true);
    if (first.transport === "bearer" && second.transport === "bearer") {
      expect(first.sessionToken).not.toBe(second.sessionToken);
    }
    expect(first.user.lastLoginAt).toBeInstanceOf(Date);
  });

  it("refuses a wrong password, an unknown address, a locked and a disabled account alike", async () => {
    const [locked, disabled, fine] = [await newUser(foyer), await newUser(foyer), await newUser(foyer)];
    await prisma.user.update({
      where: { id: locked.id },
      data: { lockedUntil: new Date(Date.now() + MINUTE_MS) },
    });
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
      expect(error).toMatchObject({ reason: "INVALID_CREDENTIALS", message: errors[0].message });
    }
  });

  it("works again when a lock has run out: the user survives it", async () => {
    const { foyer: later, clock } = createTestFoyer();
    const { id, email } = await newUser(foyer);
    await prisma.user.update({ where: { id }, data: { lockedUntil: new Date(Date.now() + 15 * MINUTE_MS) } });
    const login = () => callAnonymously(later).user.login({ email, password: TEST_PASSWORD });
    expect(await refusalOf(login())).toBe("INVALID_CREDENTIALS");
    clock.advance(16 * MINUTE_MS);
    expect((await login()).user).toMatchObject({ id, isLocked: false });
    await later.db.close();
  });
});

describe("a session", () => {
  it("ends with user.logout, and with its user being disabled", async () => {
    const { user, sessionToken } = await registerProgram();
    const holder = await findSessionHolder(foyer, sessionToken);
    if (holder === null) throw new Error("The session is gone.");
    await prisma.user.update({ where: { id: user.id }, data: { isActive: false } });
    expect(await findSessionHolder(foyer, sessionToken)).toBeNull();
    await prisma.user.update({ where: { id: user.id }, data: { isActive: true } });
    expect(await findSessionHolder(foyer, sessionToken)).not.toBeNull();

    await createCaller(createInnerContext(foyer, { kind: "user", ...holder })).user.logout();
    expect(await findSessionHolder(foyer, sessionToken)).toBeNull();
  });

  it("runs out after thirty days without use, even while the TTL index has not come by", async () => {
    const { foyer: later, clock } = createTestFoyer();
    const { sessionToken } = await registerProgram();
    clock.advance(29 * 24 * 60 * MINUTE_MS);
    expect(await findSessionHolder(later, sessionToken)).toMatchObject({ isFresh: true });
    clock.advance(29 * 24 * 60 * MINUTE_MS);
    expect(await findSessionHolder(later, sessionToken)).not.toBeNull();
    clock.advance(31 * 24 * 60 * MINUTE_MS);
    expect(await findSessionHolder(later, sessionToken)).toBeNull();
    await later.db.close();
  });

  it("tells who is signed in, and null when nobody is", async () => {
    const user = await newUser(foyer);
    expect(await callAs(foyer, user).user.me()).toMatchObject({ id: user.id, email: user.email });
    expect(await anyone.user.me()).toBeNull();
  });
});
