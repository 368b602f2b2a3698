import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { createCaller } from "@foyer/router/app-router";
import { createInnerContext } from "@foyer/router/context";
import { callAnonymously, callAs, callWith, loginProgram, registerProgram } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { TEST_PASSWORD } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

/** Each test moves a clock of its own. */
let { context, clock } = createTestContext();
const opened = [context];
beforeEach(() => {
  ({ context, clock } = createTestContext());
  opened.push(context);
});
afterAll(() => Promise.all(opened.map(({ db }) => db.close())));

async function refresh(refreshToken: string) {
  const answer = await callAnonymously(context).user.refresh({ refreshToken });
  if (answer.transport !== "bearer") throw new Error("A token in the input is answered with tokens.");
  return answer;
}

describe("a session credential", () => {
  it("slides by fifteen minutes when it is used, and ends when it is not", async () => {
    const { sessionToken } = await registerProgram(context);
    for (let i = 0; i < 4; i++) {
      clock.advance(10 * MINUTE_MS);
      expect(await findSessionHolder(context, sessionToken)).not.toBeNull();
    }
    clock.advance(16 * MINUTE_MS);
    expect(await findSessionHolder(context, sessionToken)).toBeNull();
  });

  it("ends with signing out, and with its user being disabled, for good", async () => {
    const { user, sessionToken } = await registerProgram(context);
    await (await callWith(context, sessionToken)).user.logout();
    expect(await findSessionHolder(context, sessionToken)).toBeNull();

    const again = await loginProgram(context, user.email);
    const admin = await registerProgram(context);
    await context.db.prisma.user.update({ where: { id: admin.user.id }, data: { role: "admin" } });
    const administer = callAs(context, { id: admin.user.id, role: "admin" });
    await administer.user.setActive({ id: user.id, isActive: false });
    expect(await findSessionHolder(context, again.sessionToken)).toBeNull();
    expect(await errorCodeOf(refresh(again.refreshToken))).toBe("UNAUTHENTICATED");
    await administer.user.setActive({ id: user.id, isActive: true });
    expect(await findSessionHolder(context, again.sessionToken)).toBeNull();
  });

  it("slides with each minute it is used in", async () => {
    const { sessionToken } = await registerProgram(context);
    clock.advance(7 * MINUTE_MS);
    expect(await findSessionHolder(context, sessionToken)).toMatchObject({ isFresh: true });
    clock.advance(14 * MINUTE_MS);
    expect(await findSessionHolder(context, sessionToken)).not.toBeNull();
  });

  it("need not be good to be signed out with", async () => {
    const { user, sessionToken, refreshToken } = await registerProgram(context);
    clock.advance(20 * MINUTE_MS);
    await createCaller({ ...createInnerContext(context, { kind: "expired" }), sessionToken }).user.logout();
    expect(await errorCodeOf(refresh(refreshToken))).toBe("UNAUTHENTICATED");

    const again = await loginProgram(context, user.email);
    await callAnonymously(context).user.logout({ refreshToken: again.refreshToken });
    expect(await findSessionHolder(context, again.sessionToken)).toBeNull();
    const events = await context.db.prisma.securityEvent.count({
      where: { userId: user.id, type: "signed_out" },
    });
    expect(events).toBe(2);
  });

  it("is told apart from none: who had one is told to refresh, who had none is nobody", async () => {
    const expired = createCaller(createInnerContext(context, { kind: "expired" }));
    await expect(expired.user.me()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(await callAnonymously(context).user.me()).toBeNull();
  });
});

describe("a refresh token", () => {
  it("is exchanged for new credentials, and the old session credential ends", async () => {
    const first = await registerProgram(context);
    clock.advance(20 * MINUTE_MS);
    const second = await refresh(first.refreshToken);
    expect(await findSessionHolder(context, second.sessionToken)).toMatchObject({ id: first.user.id });
    expect(await findSessionHolder(context, first.sessionToken)).toBeNull();
    expect(second.refreshToken).not.toBe(first.refreshToken);
  });

  it("gives two tabs that race the same credentials", async () => {
    const { refreshToken } = await registerProgram(context);
    // A second before the end of the time in which they race, however long they take.
    clock.stop();
    const answers = await Promise.all(Array.from({ length: 6 }, () => refresh(refreshToken)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    clock.advance(9_000);
    expect(await refresh(refreshToken)).toEqual(answers[0]);
    expect(await findSessionHolder(context, answers[0]?.sessionToken ?? "")).not.toBeNull();
  });

  it("ends the whole session when it is used again later", async () => {
    const { user, refreshToken } = await registerProgram(context);
    const { sessionToken, refreshToken: next } = await refresh(refreshToken);
    clock.advance(11_000);
    expect(await errorCodeOf(refresh(refreshToken))).toBe("SESSION_REUSED");
    expect(await findSessionHolder(context, sessionToken)).toBeNull();
    expect(await errorCodeOf(refresh(next))).toBe("UNAUTHENTICATED");
    const events = await context.db.prisma.securityEvent.findMany({
      where: { userId: user.id, type: "token_reused" },
    });
    expect(events).toHaveLength(1);
  });

  it("ends the session when one older than the last is used, however soon", async () => {
    const { refreshToken: oldest } = await registerProgram(context);
    const { refreshToken: older } = await refresh(oldest);
    const { sessionToken } = await refresh(older);
    expect(await errorCodeOf(refresh(oldest))).toBe("SESSION_REUSED");
    expect(await findSessionHolder(context, sessionToken)).toBeNull();
  });

  it("is recognised when it comes again, as long as its session lasts", async () => {
    const first = await registerProgram(context);
    const second = await refresh(first.refreshToken);
    clock.advance(20 * DAY_MS);
    const third = await refresh(second.refreshToken);
    clock.advance(15 * DAY_MS);
    // What the TTL index would have deleted by now.
    await context.db.prisma.rotatedRefreshToken.deleteMany({ where: { expiresAt: { lte: clock.now() } } });
    expect(await errorCodeOf(refresh(first.refreshToken))).toBe("SESSION_REUSED");
    expect(await errorCodeOf(refresh(third.refreshToken))).toBe("UNAUTHENTICATED");
  });

  it("lasts thirty days from its last use and ninety from signing in", async () => {
    let { refreshToken } = await registerProgram(context);
    for (const day of [29, 58, 87]) {
      clock.advance(29 * DAY_MS);
      ({ refreshToken } = await refresh(refreshToken));
      expect(day).toBeLessThan(90);
    }
    clock.advance(2 * DAY_MS);
    ({ refreshToken } = await refresh(refreshToken));
    clock.advance(1.5 * DAY_MS);
    expect(await errorCodeOf(refresh(refreshToken))).toBe("UNAUTHENTICATED");

    const unused = await registerProgram(context);
    clock.advance(31 * DAY_MS);
    expect(await errorCodeOf(refresh(unused.refreshToken))).toBe("UNAUTHENTICATED");
  });

  it("never was, is nothing", async () => {
    expect(await errorCodeOf(refresh("never-given-out"))).toBe("UNAUTHENTICATED");
    expect(await errorCodeOf(callAnonymously(context).user.refresh({}))).toBe("UNAUTHENTICATED");
  });
});

describe("devices", () => {
  it("are listed, and revoked one by one and all at once, also for another process", async () => {
    const first = await registerProgram(context);
    const second = await loginProgram(context, first.user.email);
    const third = await loginProgram(context, first.user.email);
    const caller = await callWith(context, first.sessionToken);
    const devices = await caller.user.devices();
    expect(devices).toHaveLength(3);
    expect(devices.filter(({ current }) => current)).toHaveLength(1);

    const { context: other } = createTestContext();
    opened.push(other);
    const secondHolder = await findSessionHolder(other, second.sessionToken);
    if (secondHolder === null) throw new Error("The second device is signed in.");
    await caller.user.revokeDevice({ id: secondHolder.session });
    expect(await findSessionHolder(other, second.sessionToken)).toBeNull();
    expect(await errorCodeOf(caller.user.revokeDevice({ id: secondHolder.session }))).toBe("NOT_FOUND");

    expect(await caller.user.revokeOtherDevices()).toEqual({ count: 1 });
    expect(await findSessionHolder(other, third.sessionToken)).toBeNull();
    expect(await findSessionHolder(other, first.sessionToken)).not.toBeNull();
  });

  it("of somebody else cannot be revoked", async () => {
    const mine = await registerProgram(context);
    const theirs = await registerProgram(context);
    const [device] = await (await callWith(context, theirs.sessionToken)).user.devices();
    if (device === undefined) throw new Error("They have a device.");
    const caller = await callWith(context, mine.sessionToken);
    expect(await errorCodeOf(caller.user.revokeDevice({ id: device.id }))).toBe("NOT_FOUND");
    expect(await findSessionHolder(context, theirs.sessionToken)).not.toBeNull();
  });

  it("are all signed out but the one that changes the password", async () => {
    const first = await registerProgram(context);
    const second = await loginProgram(context, first.user.email);
    const caller = await callWith(context, first.sessionToken);
    const newPassword = "a fine new password";
    expect(await errorCodeOf(caller.user.changePassword({ currentPassword: "wrong one", newPassword }))).toBe(
      "INVALID_CREDENTIALS",
    );
    await caller.user.changePassword({ currentPassword: TEST_PASSWORD, newPassword });
    expect(await findSessionHolder(context, first.sessionToken)).not.toBeNull();
    expect(await findSessionHolder(context, second.sessionToken)).toBeNull();
    await loginProgram(context, first.user.email, newPassword);
  });

  it("that name themselves are one device however often they sign in", async () => {
    const { user } = await registerProgram(context);
    const login = () =>
      callAnonymously(context).user.login({
        email: user.email,
        password: TEST_PASSWORD,
        transport: "bearer",
        deviceId: "kitchen-tablet",
      });
    await login();
    await login();
    const active = await context.db.prisma.session.count({ where: { userId: user.id, isRevoked: false } });
    expect(active).toBe(2);
  });
});
