import { randomUUID } from "node:crypto";
import { userId } from "@foyer/contract/ids";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

describe("the admins' list", () => {
  it("finds users by name and address, and pages through all of them once", async () => {
    const admin = callAs(context, await newUser(context, "admin"));
    const mark = randomUUID().slice(0, 8);
    for (const letter of "CABED") {
      const { id } = await newUser(context);
      await prisma.user.update({ where: { id }, data: { name: `${mark} ${letter}` } });
    }
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { name: string }[]; nextCursor: string | null } = await admin.user.list({
        search: mark,
        limit: 2,
        cursor,
      });
      names.push(...page.items.map(({ name }) => name.slice(-1)));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(names).toEqual(["A", "B", "C", "D", "E"]);
    expect((await admin.user.list({ search: mark, role: "admin" })).items).toEqual([]);
  });
});

describe("admins", () => {
  it("change roles, disable, enable and unlock, and the audit has it", async () => {
    const actor = await newUser(context, "admin");
    const admin = callAs(context, actor);
    const { id } = await newUser(context);
    await prisma.user.update({
      where: { id },
      data: { lockedUntil: new Date(Date.now() + 60_000), failedLoginAttempts: 5 },
    });
    expect(await admin.user.unlock({ id })).toMatchObject({ isLocked: false });
    expect(await admin.user.setRole({ id, role: "admin" })).toMatchObject({ role: "admin" });
    expect(await admin.user.setRole({ id, role: "user" })).toMatchObject({ role: "user" });
    expect(await admin.user.setActive({ id, isActive: false })).toMatchObject({ isActive: false });
    expect(await admin.user.setActive({ id, isActive: true })).toMatchObject({ isActive: true });
    const { items } = await admin.user.securityEvents({ userId: id });
    expect(items.map(({ type }) => type)).toEqual([
      "account_enabled",
      "account_disabled",
      "role_changed",
      "role_changed",
      "account_unlocked",
    ]);
    for (const item of items) expect(item.actorId).toBe(actor.id);
    expect(await errorCodeOf(admin.user.unlock({ id: userId.parse("0".repeat(24)) }))).toBe("NOT_FOUND");
  });

  it("cannot all lose their office, not even when the last two demote each other at once", async () => {
    // Only here do admins of other tests get in the way: they are set aside, and come back afterwards.
    const others = await prisma.user.findMany({
      where: { role: "admin", isActive: true },
      select: { id: true },
    });
    const aside = { id: { in: others.map(({ id }) => id) } };
    await prisma.user.updateMany({ where: aside, data: { isActive: false } });
    const [first, second] = [await newUser(context, "admin"), await newUser(context, "admin")];
    const demotions = await Promise.allSettled([
      callAs(context, first).user.setRole({ id: second.id, role: "user" }),
      callAs(context, second).user.setActive({ id: first.id, isActive: false }),
    ]);
    expect(demotions.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const left = await prisma.user.count({ where: { role: "admin", isActive: true } });
    expect(left).toBe(1);
    await prisma.user.updateMany({ where: aside, data: { isActive: true } });
  });
});
