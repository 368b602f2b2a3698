import type { UserId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import { setRole, setUserActive } from "@foyer/domain/accounts/administer-user";
import { closeSession } from "@foyer/domain/sessions/close-session";
import { CREDENTIAL_LIFE_MS, type Credentials, hashToken } from "@foyer/domain/sessions/credentials";
import { revokeDevice } from "@foyer/domain/sessions/devices";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { refreshSession } from "@foyer/domain/sessions/refresh-session";
import { revokeSessions } from "@foyer/domain/sessions/revoke-sessions";
import { newSession, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it, vi } from "vitest";

/** It only goes when it is told to: all that happens in between happens within one millisecond. */
const clock = {
  at: Date.now(),
  now: () => new Date(clock.at),
};
/** Two processes on one database share nothing else. */
const { context: here } = createTestContext({ clock });
const { context: there } = createTestContext({ clock });
afterAll(() => Promise.all([here.db.close(), there.db.close()]));

const DEVICE = { userAgent: "vitest", ip: "127.0.0.1", deviceId: null };

interface SignedIn extends Credentials {
  readonly id: UserId;
}

async function signedIn(role: "user" | "admin" = "user"): Promise<SignedIn> {
  const { id } = await newUser(here, role);
  return { id, ...(await newSession(here, id)) };
}

/** What both processes say of a credential, which must be the same. */
async function holderOf({ sessionToken }: { readonly sessionToken: string }) {
  const [one, other] = await Promise.all(
    [here, there].map((context) => findSessionHolder(context, sessionToken)),
  );
  expect(one).toEqual(other);
  return one ?? null;
}

describe("a session that both processes know", () => {
  it.each([
    ["is revoked", (who) => revokeSessions(here.db.prisma, { userId: who.id }, clock.now())],
    [
      "is revoked from another device",
      async (who) => {
        const holder = await findSessionHolder(there, who.sessionToken);
        if (holder === null) throw new Error("It was good so far.");
        await revokeDevice(here, holder, holder.session, DEVICE);
      },
    ],
    ["is signed out", (who) => closeSession(here, { sessionToken: who.sessionToken }, DEVICE)],
    ["is rotated", (who) => refreshSession(here, who.refreshToken, DEVICE)],
    [
      "is rotated twice, with a token used again",
      async (who) => {
        const { refreshToken } = await refreshSession(here, who.refreshToken, DEVICE);
        await refreshSession(here, refreshToken, DEVICE);
        await expect(refreshSession(here, who.refreshToken, DEVICE)).rejects.toThrow();
      },
    ],
    [
      "is of somebody who is disabled",
      async (who) => setUserActive(here, await newUser(here, "admin"), { id: who.id, isActive: false }),
    ],
    [
      "is of somebody who is disabled by hand",
      (who) => here.db.prisma.user.update({ where: { id: who.id }, data: { isActive: false } }),
    ],
    [
      "is deleted",
      (who) => here.db.prisma.session.delete({ where: { sessionId: hashToken(who.sessionToken) } }),
    ],
    [
      "is of somebody who is deleted",
      (who) =>
        here.db.prisma.$runCommandRaw({
          delete: "User",
          deletes: [{ q: { _id: { $oid: who.id } }, limit: 1 }],
        }),
    ],
  ] satisfies [string, (who: SignedIn) => Promise<unknown>][])(
    "and %s is good for nothing by the next request, in either",
    async (_, end) => {
      const [who, neighbour] = [await signedIn(), await signedIn()];
      for (let times = 0; times < 2; times++) expect(await holderOf(who)).toMatchObject({ id: who.id });
      expect(await holderOf(neighbour)).toMatchObject({ id: neighbour.id });
      await end(who);
      const [gone, stays] = await Promise.all([holderOf(who), holderOf(neighbour)]);
      expect(gone).toBeNull();
      expect(stays).toMatchObject({ id: neighbour.id });
      expect(await holderOf(who)).toBeNull();
    },
  );

  it("has the role that its user has now, however often it changes within a millisecond", async () => {
    const [who, admin] = [await signedIn(), await signedIn("admin")];
    for (const role of ["user", "admin", "user", "admin"] as const) {
      await setRole(here, { id: admin.id, role: "admin" }, { id: who.id, role });
      for (let times = 0; times < 2; times++) expect(await holderOf(who)).toMatchObject({ id: who.id, role });
    }
  });

  it("is told apart from one that changed places with it", async () => {
    const [rises, falls] = [await signedIn(), await signedIn("admin")];
    await Promise.all([holderOf(rises), holderOf(falls)]);
    // As many users, and as many admins, as before.
    await here.db.transaction(async (tx) => {
      await tx.user.update({ where: { id: rises.id }, data: { role: "admin" } });
      await tx.user.update({ where: { id: falls.id }, data: { role: "user" } });
    });
    const holders = await Promise.all([holderOf(rises), holderOf(falls)]);
    expect(holders.map((holder) => holder?.role)).toEqual(["admin", "user"]);
  });

  it("is good again as soon as its user may sign in again, if nobody ended it", async () => {
    const who = await signedIn();
    const setActive = (isActive: boolean) =>
      here.db.prisma.user.update({ where: { id: who.id }, data: { isActive } });
    for (const isActive of [true, false, true]) {
      await setActive(isActive);
      expect((await holderOf(who)) !== null).toBe(isActive);
    }
  });

  it("goes on beyond its end as one process knew it, when the other one prolonged it", async () => {
    const who = await signedIn();
    await holderOf(who);
    const end = clock.at + CREDENTIAL_LIFE_MS;
    clock.at = end - MINUTE_MS;
    expect(await findSessionHolder(here, who.sessionToken)).toMatchObject({ isFresh: true });
    clock.at = end + 1;
    expect(await findSessionHolder(there, who.sessionToken)).toMatchObject({ id: who.id });
    clock.at += CREDENTIAL_LIFE_MS;
    expect(await holderOf(who)).toBeNull();
  });

  it("is prolonged once a minute and not with every request after it", async () => {
    const who = await signedIn();
    const fresh: boolean[] = [];
    for (let halfMinutes = 0; halfMinutes < 6; halfMinutes++) {
      const holder = await findSessionHolder(here, who.sessionToken);
      fresh.push(holder?.isFresh ?? false);
      clock.at += MINUTE_MS / 2;
    }
    expect(fresh).toEqual([false, false, true, false, true, false]);
  });
});

describe("a look-up", () => {
  it("reads no session a second time, and asks for each all the same", async () => {
    const people = await Promise.all([signedIn(), signedIn(), signedIn("admin")]);
    const again = { id: people[0].id, ...(await newSession(here, people[0].id)) };
    const all = [...people, again];
    const holders = () => Promise.all(all.map(({ sessionToken }) => findSessionHolder(here, sessionToken)));
    const first = await holders();
    expect(first.map((holder) => holder?.id)).toEqual(all.map(({ id }) => id));

    const { session, user } = here.db.prisma;
    const spies = [vi.spyOn(session, "findRaw"), vi.spyOn(user, "findRaw")];
    expect(await holders()).toEqual(first);
    const asked = spies.flatMap(({ mock }) => mock.calls.map(([question]) => JSON.stringify(question)));
    for (const { sessionToken } of all) expect(asked.join()).toContain(hashToken(sessionToken));
    for (const { id } of people) expect(asked.join()).toContain(id);
    const answers = await Promise.all(spies.flatMap(({ mock }) => mock.results.map(({ value }) => value)));
    for (const row of answers.flat()) expect(row).toEqual({});
    for (const spy of spies) spy.mockRestore();
  });
});
