import { MINUTE_MS } from "@foyer/contract/time";
import { issueDeviceToken, recognizeDevice } from "@foyer/domain/accounts/known-device";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { callAnonymously, callAs, callWith } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";

const { context, mails } = createTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

type Given = { email: string; password?: string; deviceToken?: string | undefined };

async function login({ email, password = TEST_PASSWORD, deviceToken }: Given, on = context) {
  const input = { email, password, deviceToken, transport: "bearer" as const };
  const answer = await callAnonymously(on).user.login(input);
  if (answer.transport !== "bearer") throw new Error("Bearer was asked for.");
  return answer;
}

async function guess(given: Given, times: number, on = context): Promise<void> {
  for (let time = 0; time < times; time++) {
    expect(await errorCodeOf(login({ ...given, password: "a wrong password" }, on))).toBe(
      "INVALID_CREDENTIALS",
    );
  }
}

const stateOf = (id: string) => prisma.user.findUniqueOrThrow({ where: { id } });

describe("an account that strangers guess at", () => {
  it("is locked for strangers, and not for the device that signed in before", async () => {
    const { id, email } = await newUser(context);
    const { deviceToken } = await login({ email });
    await guess({ email }, 5);
    expect((await stateOf(id)).lockedUntil).toBeInstanceOf(Date);
    expect(await errorCodeOf(login({ email }))).toBe("INVALID_CREDENTIALS");
    expect((await login({ email, deviceToken })).user.id).toBe(id);
    // Strangers gain nothing by the owner signing in.
    expect(await stateOf(id)).toMatchObject({ failedLoginAttempts: 5, consecutiveLocks: 1 });
    expect(await errorCodeOf(login({ email }))).toBe("INVALID_CREDENTIALS");
  });

  it("is let in again and again by the token of the newest sign-in", async () => {
    const { email } = await newUser(context);
    let { deviceToken } = await login({ email });
    await guess({ email }, 5);
    for (let time = 0; time < 3; time++) ({ deviceToken } = await login({ email, deviceToken }));
  });

  it("knows the device that registered it", async () => {
    const email = uniqueEmail();
    const registered = await callAnonymously(context).user.register({
      email,
      password: TEST_PASSWORD,
      name: "Owner",
      transport: "bearer",
    });
    if (registered.transport !== "bearer") throw new Error("Bearer was asked for.");
    await guess({ email }, 5);
    await login({ email, deviceToken: registered.deviceToken });
  });

  it("has attempts of strangers limited apart from those of its devices", async () => {
    const limits = { ...DEFAULT_RATE_LIMITS, signInPerAccount: { max: 6, windowSeconds: 3_600 } };
    const { context: limited, clock } = createTestContext({ rateLimits: limits });
    clock.beginWindow(limits.signInPerAccount.windowSeconds);
    const { email } = await newUser(limited);
    const { deviceToken } = await login({ email }, limited);
    await guess({ email }, 5, limited);
    expect(await errorCodeOf(login({ email }, limited))).toBe("RATE_LIMITED");
    await login({ email, deviceToken }, limited);
    // A token that was made up is a stranger's.
    expect(await errorCodeOf(login({ email, deviceToken: "x".repeat(86) }, limited))).toBe("RATE_LIMITED");
    await guess({ email, deviceToken }, 5, limited);
    expect(await errorCodeOf(login({ email, deviceToken }, limited))).toBe("RATE_LIMITED");
    await limited.db.close();
  });
});

describe("a known device", () => {
  it("has failures of its own: it is locked at the fifth, twice as long the next time, and the account is not", async () => {
    const { context: later, clock } = createTestContext();
    const { id, email } = await newUser(context);
    const { deviceToken } = await login({ email });
    await guess({ email, deviceToken }, 5, later);
    expect(await errorCodeOf(login({ email, deviceToken }, later))).toBe("INVALID_CREDENTIALS");
    expect(await stateOf(id)).toMatchObject({ failedLoginAttempts: 0, lockedUntil: null });
    // As a stranger it may.
    await login({ email }, later);

    clock.advance(16 * MINUTE_MS);
    await guess({ email, deviceToken }, 5, later);
    clock.advance(16 * MINUTE_MS);
    expect(await errorCodeOf(login({ email, deviceToken }, later))).toBe("INVALID_CREDENTIALS");
    clock.advance(16 * MINUTE_MS);
    await login({ email, deviceToken }, later);
    expect(await prisma.knownDeviceFailures.count({ where: { userId: id } })).toBe(0);
    await later.db.close();
  });

  it("has each of its guesses counted when they come at once, from two processes", async () => {
    const { context: other } = createTestContext();
    const { id, email } = await newUser(context);
    const { deviceToken } = await login({ email });
    const guesses = Array.from({ length: 12 }, (_, index) =>
      guess({ email, deviceToken }, 1, index % 2 === 0 ? context : other),
    );
    await Promise.all(guesses);
    expect(await prisma.knownDeviceFailures.findMany({ where: { userId: id } })).toMatchObject([
      { failedLoginAttempts: 5, consecutiveLocks: 1, lockedUntil: expect.any(Date) },
    ]);
    expect(await errorCodeOf(login({ email, deviceToken }))).toBe("INVALID_CREDENTIALS");
    await other.db.close();
  });

  it("does not get into a disabled account, nor in with a wrong password", async () => {
    const { id, email } = await newUser(context);
    const { deviceToken } = await login({ email });
    await guess({ email, deviceToken }, 1);
    await prisma.user.update({ where: { id }, data: { isActive: false } });
    expect(await errorCodeOf(login({ email, deviceToken }))).toBe("INVALID_CREDENTIALS");
  });

  it("is a stranger to every other account", async () => {
    const [mine, theirs] = [await newUser(context), await newUser(context)];
    const { deviceToken } = await login(mine);
    await login(theirs);
    await guess({ email: theirs.email }, 5);
    expect(await errorCodeOf(login({ email: theirs.email, deviceToken }))).toBe("INVALID_CREDENTIALS");
  });

  it("may be known to several accounts, and the one not used for longest gives way", async () => {
    const people = await Promise.all(Array.from({ length: 5 }, () => newUser(context)));
    let deviceToken: string | undefined;
    for (const { email } of people) ({ deviceToken } = await login({ email, deviceToken }));
    for (const { email } of people) await guess({ email }, 5);
    const outcomes = [];
    for (const { email } of people) {
      outcomes.push(
        await login({ email, deviceToken }).then(
          () => "in",
          () => "out",
        ),
      );
    }
    expect(outcomes).toEqual(["out", "in", "in", "in", "in"]);
  });

  it("is a stranger after the password was changed, but for the device that changed it; and after a reset", async () => {
    const { email, id } = await newUser(context);
    const [here, elsewhere] = [await login({ email }), await login({ email })];
    const next = "another long password";
    const caller = await callWith(context, here.sessionToken);
    await caller.user.changePassword({ currentPassword: TEST_PASSWORD, newPassword: next });
    await guess({ email }, 5);
    expect(await errorCodeOf(login({ email, password: next, deviceToken: elsewhere.deviceToken }))).toBe(
      "INVALID_CREDENTIALS",
    );

    await callAnonymously(context).user.requestPasswordReset({ email });
    const mailed = () =>
      mails.findLast(({ to, text }) => to === email && text.includes("/reset-password#token="))?.text;
    await expect.poll(mailed).toContain("password");
    const token = /reset-password#token=([\w-]+)/.exec(mailed() ?? "")?.[1] ?? "";
    await callAnonymously(context).user.resetPassword({ token, newPassword: "yet another long one" });
    const reset = await login({ email, password: "yet another long one" });
    expect(reset.user).toMatchObject({ id, isLocked: false });
  });

  it("is unlocked by an admin together with the account", async () => {
    const { email, id } = await newUser(context);
    const { deviceToken } = await login({ email });
    await guess({ email }, 5);
    await guess({ email, deviceToken }, 5);
    await callAs(context, await newUser(context, "admin")).user.unlock({ id });
    await login({ email, deviceToken });
    await login({ email });
  });
});

describe("a device token", () => {
  const id = "0123456789abcdef01234567" as Parameters<typeof recognizeDevice>[0]["id"];
  const account = { id, deviceKey: "a key" };
  const { random } = context;

  it("is no other text: nothing that was changed is recognized, and nothing throws", () => {
    const token = issueDeviceToken(account, { token: undefined, random });
    expect(recognizeDevice(account, token)).toBeDefined();
    expect(recognizeDevice({ ...account, deviceKey: "another key" }, token)).toBeUndefined();
    expect(recognizeDevice({ ...account, deviceKey: null }, token)).toBeUndefined();
    const changed = fc
      .tuple(fc.nat(token.length - 1), fc.constantFrom(..."Az09-_é\u0000"))
      .filter(([at, sign]) => token[at] !== sign)
      .map(([at, sign]) => token.slice(0, at) + sign + token.slice(at + 1));
    fc.assert(
      fc.property(fc.oneof(changed, fc.string({ unit: "binary", maxLength: 1_024 })), (text) => {
        // A MAC's last character has two bits that stand for nothing; only the text as it was given counts.
        expect(recognizeDevice(account, text)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it("stays as short as a cookie may be, whatever was in it", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 1_024 }), (text) => {
        const token = issueDeviceToken(account, { token: text, random });
        expect(token.length).toBeLessThanOrEqual(4 * 86);
        expect(recognizeDevice(account, token)).toBeDefined();
      }),
    );
  });
});
