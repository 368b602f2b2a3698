import { HOUR_MS } from "@foyer/contract/time";
import { NO_PASSWORD } from "@foyer/domain/accounts/no-password";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { callAnonymously, callAs, callWith, loginProgram, registerProgram } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newApiKey, newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

// Its own database: it sends what is queued.
const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
const anyone = callAnonymously(context);
afterAll(() => context.db.close());

const password = TEST_PASSWORD;

function tokensTo(email: string, path: string): string[] {
  return mails.flatMap(({ to, text }) => {
    const token = to === email ? new RegExp(`/${path}#token=([\\w-]+)`).exec(text)?.[1] : undefined;
    return token === undefined ? [] : [token];
  });
}

async function tokenTo(email: string, path: string): Promise<string> {
  await expect.poll(() => tokensTo(email, path).length).toBeGreaterThan(0);
  return tokensTo(email, path).at(-1) ?? "";
}

/** Somebody whose address is proved, with a session. */
async function newOwner() {
  const { user, sessionToken } = await registerProgram(context);
  await prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: clock.now() } });
  return { id: user.id, email: user.email, sessionToken, own: await callWith(context, sessionToken) };
}

type Owner = Awaited<ReturnType<typeof newOwner>>;

async function change({ own }: Owner, email = uniqueEmail()) {
  await own.user.requestEmailChange({ email, password });
  await anyone.user.confirmEmailChange({ token: await tokenTo(email, "confirm-email") });
  return email;
}

const accountOf = (id: string) => prisma.user.findUniqueOrThrow({ where: { id } });

describe("a new address", () => {
  it("is proved before it counts, ends other sessions, keeps API keys, and gets the mails that are queued", async () => {
    const owner = await newOwner();
    const other = await loginProgram(context, owner.email);
    await newApiKey(context, owner);
    const event = await newEvent(context, await newUser(context));
    await owner.own.booking.create({ eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" });

    const email = uniqueEmail();
    const asked = { email, password };
    expect(await errorCodeOf(owner.own.user.requestEmailChange({ email }))).toBe("INVALID_CREDENTIALS");
    expect(await errorCodeOf(owner.own.user.requestEmailChange({ ...asked, email: owner.email }))).toBe(
      "INVALID_INPUT",
    );
    await owner.own.user.requestEmailChange(asked);
    const token = await tokenTo(email, "confirm-email");
    expect(await accountOf(owner.id)).toMatchObject({ email: owner.email });
    const outcomes = await Promise.allSettled([1, 2].map(() => anyone.user.confirmEmailChange({ token })));
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);

    expect(await owner.own.user.me()).toMatchObject({ email, isEmailVerified: true });
    expect(await findSessionHolder(context, owner.sessionToken)).toMatchObject({ id: owner.id });
    expect(await findSessionHolder(context, other.sessionToken)).toBeNull();
    expect(await prisma.apiKey.count({ where: { userId: owner.id, revokedAt: null } })).toBe(1);
    expect((await anyone.user.login({ email, password })).user.id).toBe(owner.id);
    expect(await errorCodeOf(anyone.user.login({ email: owner.email, password }))).toBe(
      "INVALID_CREDENTIALS",
    );
    const told = mails.filter(({ to }) => to === owner.email).map(({ subject }) => subject);
    expect(told.slice(-2)).toEqual(["A new email address was asked for", "Your email address was changed"]);
    const admin = callAs(context, await newUser(context, "admin"));
    expect((await admin.user.list({ search: email })).items.map(({ id }) => id)).toEqual([owner.id]);
    expect((await admin.user.list({ search: owner.email })).items).toEqual([]);

    await sendQueuedMails(context);
    const tickets = mails.filter(({ subject }) => subject.includes(event.name));
    expect(tickets.map(({ to }) => to)).toEqual([email]);
  });

  it("answers the same if it is taken, and only its own mailbox learns of it", async () => {
    const owner = await newOwner();
    const taken = await newUser(context);
    expect(await owner.own.user.requestEmailChange({ email: taken.email, password })).toEqual({ ok: true });
    await expect
      .poll(() => mails.filter(({ to }) => to === taken.email).map(({ subject }) => subject))
      .toEqual(["This address has an account already"]);
    expect(tokensTo(taken.email, "confirm-email")).toEqual([]);
  });

  it("goes to one of two accounts that want it at once, or to whoever registers it first", async () => {
    const [first, second] = [await newOwner(), await newOwner()];
    const email = uniqueEmail();
    for (const { own } of [first, second]) await own.user.requestEmailChange({ email, password });
    await expect.poll(() => tokensTo(email, "confirm-email").length).toBe(2);
    const codes = await Promise.all(
      tokensTo(email, "confirm-email").map((token) =>
        anyone.user.confirmEmailChange({ token }).then(
          () => "done",
          (error) => error.cause.code,
        ),
      ),
    );
    expect(codes.sort()).toEqual(["EMAIL_TAKEN", "done"]);
  });

  it("is void once the password is new, a newer one is asked for, or a day is over", async () => {
    const owner = await newOwner();
    const [first, second] = [uniqueEmail(), uniqueEmail()];
    await owner.own.user.requestEmailChange({ email: first, password });
    const replaced = await tokenTo(first, "confirm-email");
    await owner.own.user.requestEmailChange({ email: second, password });
    const newest = await tokenTo(second, "confirm-email");
    expect(await errorCodeOf(anyone.user.confirmEmailChange({ token: replaced }))).toBe("LINK_NOT_VALID");
    await owner.own.user.changePassword({ currentPassword: password, newPassword: "a much better one" });
    expect(await errorCodeOf(anyone.user.confirmEmailChange({ token: newest }))).toBe("LINK_NOT_VALID");
  });
});

describe("the former address", () => {
  it("is taken back from a thief for 72 hours, through several changes, and nobody can register it meanwhile", async () => {
    const owner = await newOwner();
    const thief = await loginProgram(context, owner.email);
    const thiefs = { ...owner, ...thief, own: await callWith(context, thief.sessionToken) };
    await newApiKey(context, owner);
    const second = await change(thiefs);
    const third = await change(thiefs);
    expect(await errorCodeOf(registerProgram(context, owner.email))).toBe("EMAIL_TAKEN");

    const undo = await tokenTo(owner.email, "undo-email-change");
    await anyone.user.undoEmailChange({ token: undo });
    expect(await accountOf(owner.id)).toMatchObject({ email: owner.email, password: NO_PASSWORD });
    expect(await findSessionHolder(context, thief.sessionToken)).toBeNull();
    expect(await prisma.apiKey.count({ where: { userId: owner.id, revokedAt: null } })).toBe(0);
    // What the thief was sent does not work any more.
    const thiefsUndo = await tokenTo(second, "undo-email-change");
    expect(await errorCodeOf(anyone.user.undoEmailChange({ token: thiefsUndo }))).toBe("LINK_NOT_VALID");
    expect(await errorCodeOf(anyone.user.undoEmailChange({ token: undo }))).toBe("LINK_NOT_VALID");
    for (const email of [owner.email, second, third]) {
      expect(await errorCodeOf(anyone.user.login({ email, password }))).toBe("INVALID_CREDENTIALS");
    }
  });

  it("gets no way back where nobody had proved it, nor after 72 hours", async () => {
    const { user, sessionToken } = await registerProgram(context);
    const own = await callWith(context, sessionToken);
    await change({ ...user, sessionToken, own });
    const told = () => mails.filter(({ to }) => to === user.email).map(({ subject }) => subject);
    // That a change was asked for is told beside the call, and may come after what the link does.
    await expect
      .poll(told)
      .toEqual(
        expect.arrayContaining(["A new email address was asked for", "Your email address was changed"]),
      );
    expect(tokensTo(user.email, "undo-email-change")).toEqual([]);
    // It is free at once: it may be somebody else's.
    await registerProgram(context, user.email);

    const owner = await newOwner();
    await change(owner);
    const undo = await tokenTo(owner.email, "undo-email-change");
    clock.advance(73 * HOUR_MS);
    expect(await errorCodeOf(anyone.user.undoEmailChange({ token: undo }))).toBe("LINK_NOT_VALID");
    await registerProgram(context, owner.email);
  });
});

describe("user.setEmail", () => {
  it("lets an admin give somebody another address, unproved, and tells both", async () => {
    const adminUser = await newUser(context, "admin");
    const admin = callAs(context, adminUser);
    const owner = await newOwner();
    const { email: taken } = await newUser(context);
    expect(await errorCodeOf(admin.user.setEmail({ id: owner.id, email: taken }))).toBe("EMAIL_TAKEN");
    const email = uniqueEmail();
    const answer = await admin.user.setEmail({ id: owner.id, email });
    expect(answer).toMatchObject({ email, isEmailVerified: false });
    expect(await findSessionHolder(context, owner.sessionToken)).toBeNull();
    expect(mails.filter(({ to }) => to === owner.email).at(-1)?.text).toContain("an admin of Foyer");
    await anyone.user.verifyEmail({ token: await tokenTo(email, "verify-email") });
    expect((await anyone.user.login({ email, password })).user).toMatchObject({ isEmailVerified: true });
    const { items } = await admin.user.securityEvents({ userId: owner.id, type: "email_changed" });
    expect(items).toEqual([
      expect.objectContaining({ actorId: adminUser.id, detail: `Now ${email}.`, userEmail: owner.email }),
    ]);
  });
});
