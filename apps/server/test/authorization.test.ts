import { readFile } from "node:fs/promises";
import { type ApiScope, apiScope } from "@foyer/contract/api-key";
import { API_SCOPES, type ApiAccess, scopesOf } from "@foyer/contract/api-scopes";
import { createDiscountCodeInput } from "@foyer/contract/discount-code";
import { bookingId, questionId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import { revokeApiKey } from "@foyer/domain/api-keys/revoke-api-key";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { createDiscountCode } from "@foyer/domain/discount-codes/manage-discount-codes";
import { createQuestion } from "@foyer/domain/questions/manage-questions";
import { answerQuestions } from "@foyer/domain/workflows/answer-questions";
import { KEY_REACH, type KeyReach } from "@foyer/router/key-reach";
import {
  newApiKey,
  newEvent,
  newSession,
  newUser,
  TEST_PASSWORD,
  uniqueEmail,
} from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES, rawCall, reasonIn } from "./kit/raw-call.js";

/** Who may call a procedure at all. Whatever it says of its input comes after. */
type Access = "anybody" | "user" | "organizer" | "admin" | "owner" | "attendee";

/**
 * Every procedure there is. One that is missing here, or is no more, fails the test: whoever adds a procedure
 * decides who may call it.
 */
const ACCESS: Record<string, Access> = {
  "user.register": "anybody",
  "user.login": "anybody",
  "user.refresh": "anybody",
  "user.logout": "anybody",
  "user.me": "anybody",
  "user.requestPasswordReset": "anybody",
  "user.requestSignIn": "anybody",
  "user.signInWithLink": "anybody",
  "user.signInWithCode": "anybody",
  "user.confirmEmailChange": "anybody",
  "user.undoEmailChange": "anybody",
  "user.resetPassword": "anybody",
  "user.verifyEmail": "anybody",
  "user.updateProfile": "user",
  "user.devices": "user",
  "user.revokeDevice": "user",
  "user.revokeOtherDevices": "user",
  "user.changePassword": "user",
  "user.requestEmailChange": "user",
  "user.exportData": "user",
  "user.requestDeletionCode": "user",
  "user.deleteAccount": "user",
  "user.requestEmailVerification": "user",
  "user.list": "admin",
  "user.setRole": "admin",
  "user.setActive": "admin",
  "user.setEmail": "admin",
  "user.unlock": "admin",
  "user.signOutEverywhere": "admin",
  "user.securityEvents": "admin",
  "apiKey.create": "user",
  "apiKey.list": "user",
  "apiKey.revoke": "user",
  "event.list": "anybody",
  "event.count": "anybody",
  "event.categories": "anybody",
  "event.byId": "anybody",
  "event.create": "user",
  "event.mine": "user",
  "event.onAvailability": "anybody",
  "event.onActivity": "organizer",
  "event.update": "organizer",
  "event.setActive": "organizer",
  "event.capacityLog": "organizer",
  "event.cancel": "organizer",
  "event.duplicate": "organizer",
  "event.attendees": "organizer",
  "event.reach": "organizer",
  "event.stats": "organizer",
  "event.ticketTypes": "organizer",
  "discountCode.create": "organizer",
  "discountCode.update": "organizer",
  "discountCode.remove": "organizer",
  "discountCode.list": "organizer",
  "discountCode.check": "anybody",
  "event.refunds": "organizer",
  "event.reconcile": "organizer",
  "event.door": "organizer",
  "booking.create": "user",
  "booking.createAsGuest": "anybody",
  "booking.proveGuest": "anybody",
  "booking.openAsGuest": "anybody",
  "booking.createForSomebody": "organizer",
  "booking.changeQuantity": "attendee",
  "booking.previewChange": "owner",
  "booking.changeItems": "owner",
  "booking.dropAddition": "owner",
  "booking.pay": "attendee",
  "booking.refreshPayment": "attendee",
  "booking.markPaid": "organizer",
  "booking.markRefunded": "organizer",
  "booking.refund": "organizer",
  "booking.tickets": "owner",
  "booking.nameTickets": "owner",
  "booking.passOnTicket": "owner",
  "booking.answer": "owner",
  "booking.answers": "owner",
  "question.create": "organizer",
  "question.update": "organizer",
  "question.remove": "organizer",
  "question.order": "organizer",
  "question.list": "anybody",
  "booking.checkIn": "organizer",
  "booking.undoCheckIn": "organizer",
  "booking.findAtDoor": "organizer",
  "booking.admit": "organizer",
  "booking.undoAdmit": "organizer",
  "waitlist.join": "user",
  "waitlist.leave": "user",
  "waitlist.mine": "user",
  "waitlist.forEvent": "organizer",
  "waitlist.offer": "organizer",
  "waitlist.remove": "organizer",
  "payment.options": "anybody",
  "payment.answerSandbox": "attendee",
  "webhook.create": "user",
  "webhook.list": "user",
  "webhook.byId": "user",
  "webhook.update": "user",
  "webhook.remove": "user",
  "webhook.rotateSecret": "user",
  "webhook.deliveries": "user",
  "webhook.replay": "user",
  "webhook.test": "user",
  "booking.mine": "user",
  "booking.forMyEvents": "user",
  "booking.onChange": "user",
  "live.onUpdate": "organizer",
  "booking.byId": "owner",
  "booking.cancel": "owner",
  "booking.forEvent": "organizer",
  "booking.history": "organizer",
  "booking.resendMail": "organizer",
};

const KINDS = [
  "anonymous",
  "attendee",
  "organizer of another event",
  "organizer of this one",
  "admin",
  "locked",
  "disabled",
  "revoked",
  "expired",
] as const;
type Kind = (typeof KINDS)[number];

/** Whose session is no session. A lock keeps people from signing in; who is signed in stays so. */
const WITHOUT_SESSION: ReadonlySet<Kind> = new Set(["anonymous", "disabled", "revoked", "expired"]);
const ORGANIZES: ReadonlySet<Kind> = new Set(["organizer of this one", "admin"]);

/** What must come of a call: carried on to its input, or refused for who is asking. */
function expected(access: Access, kind: Kind): "allowed" | "UNAUTHENTICATED" | "FORBIDDEN" {
  if (access === "anybody") return "allowed";
  if (WITHOUT_SESSION.has(kind)) return "UNAUTHENTICATED";
  switch (access) {
    case "user":
      return "allowed";
    case "admin":
      return kind === "admin" ? "allowed" : "FORBIDDEN";
    case "organizer":
      return ORGANIZES.has(kind) ? "allowed" : "FORBIDDEN";
    // The attendee of the matrix is the one whose booking it is.
    case "attendee":
      return kind === "attendee" ? "allowed" : "FORBIDDEN";
    case "owner":
      return ORGANIZES.has(kind) || kind === "attendee" ? "allowed" : "FORBIDDEN";
  }
}

const { context, clock } = createTestContext();
/** The same Foyer, twenty minutes ago: what is signed in there has expired here. */
const { context: earlier } = createTestContext();
const { prisma } = context.db;
let server: TestServer;
const people = new Map<Kind, Actor>();
const inputs: Record<string, unknown> = {};
/** API keys of those who may call a procedure, by its access and what the key is for. */
const keys = new Map<string, string>();
const KEY_HOLDERS: Record<Access, Kind> = {
  anybody: "attendee",
  user: "attendee",
  organizer: "organizer of this one",
  admin: "admin",
  owner: "attendee",
  attendee: "attendee",
};

function keyFor(path: string, use: ApiScope | "other event"): Record<string, string> {
  const key = keys.get(`${ACCESS[path]} ${use}`);
  if (key === undefined) throw new Error(`There is no key for ${path}.`);
  return { authorization: `Bearer ${key}` };
}

function personOf(kind: Kind): Actor {
  const person = people.get(kind);
  if (person === undefined) throw new Error(`There is no ${kind}.`);
  return person;
}

/** What somebody sends to say who they are: a session of this call's own, since calls may end it. */
async function headersOf(kind: Kind): Promise<Record<string, string>> {
  if (kind === "anonymous") return {};
  const { id } = personOf(kind);
  const { sessionToken } = await newSession(kind === "expired" ? earlier : context, id);
  if (kind === "revoked")
    await prisma.session.updateMany({ where: { userId: id }, data: { isRevoked: true } });
  return { authorization: `Bearer ${sessionToken}` };
}

beforeAll(async () => {
  server = await listen(context);
  clock.advance(20 * MINUTE_MS);
  for (const kind of KINDS) people.set(kind, await newUser(context, kind === "admin" ? "admin" : "user"));
  const lockedUntil = new Date(clock.now().getTime() + DAY_MS);
  await prisma.user.update({ where: { id: personOf("locked").id }, data: { lockedUntil } });
  await prisma.user.update({ where: { id: personOf("disabled").id }, data: { isActive: false } });

  const { id: otherEvent } = await newEvent(context, personOf("organizer of another event"));
  const event = await newEvent(context, personOf("organizer of this one"), { capacity: 20 });
  const booking = await createBooking(context, personOf("attendee"), {
    eventId: event.id,
    ticketQuantity: 1,
    paymentMethod: "cash",
    idempotencyKey: undefined,
  });

  const question = await createQuestion(context, {
    eventId: event.id,
    label: "Matrix",
    type: "text",
    per: "booking",
    isRequired: false,
  });
  // One that was answered is closed and not removed, so it is there for the next caller.
  await answerQuestions(context, personOf("attendee"), {
    id: bookingId.parse(booking.id),
    answers: [{ questionId: questionId.parse(question.id), value: "Matrix" }],
  });

  for (const [holder, kind] of Object.entries(KEY_HOLDERS)) {
    for (const scope of apiScope.options) {
      const { key } = await newApiKey(context, personOf(kind), { scopes: [scope] });
      keys.set(`${holder} ${scope}`, key);
    }
    const { key } = await newApiKey(context, personOf(kind), { eventIds: [otherEvent] });
    keys.set(`${holder} other event`, key);
  }

  const code = await createDiscountCode(
    context,
    personOf("organizer of this one"),
    createDiscountCodeInput.parse({ eventId: event.id, code: "MATRIX", kind: "percent", value: 10 }),
  );
  // One that was used is switched off and not removed, so it is there for the next caller.
  await createBooking(context, personOf("admin"), {
    eventId: event.id,
    ticketQuantity: 1,
    code: code.code,
    paymentMethod: "cash",
    idempotencyKey: undefined,
  });

  // Its answers refuse what is asked for, and not who asks.
  const endedPlace = await prisma.waitlistEntry.create({
    data: {
      eventId: event.id,
      userId: personOf("attendee").id,
      ticketQuantity: 1,
      state: "declined",
      joinedAt: clock.now(),
    },
  });
  const nobody = "0".repeat(24);
  Object.assign(inputs, {
    "user.register": { email: uniqueEmail(), password: TEST_PASSWORD, name: "Matrix" },
    "user.login": { email: uniqueEmail(), password: TEST_PASSWORD },
    "user.refresh": { refreshToken: "none" },
    "user.requestPasswordReset": { email: uniqueEmail() },
    "user.requestSignIn": { email: uniqueEmail() },
    "user.signInWithLink": { token: "none" },
    "user.signInWithCode": { email: uniqueEmail(), code: "000000" },
    "user.confirmEmailChange": { token: "none" },
    "user.undoEmailChange": { token: "none" },
    "user.requestEmailChange": { email: uniqueEmail(), password: "not this one" },
    "user.deleteAccount": { password: "not this one", confirm: true },
    "user.setEmail": { id: nobody, email: uniqueEmail() },
    "user.resetPassword": { token: "none", newPassword: "a good long one" },
    "user.verifyEmail": { token: "none" },
    "user.updateProfile": { name: "Matrix" },
    "user.revokeDevice": { id: nobody },
    "user.changePassword": { currentPassword: "not this one", newPassword: "a good long one" },
    "user.setRole": { id: nobody, role: "user" },
    "user.setActive": { id: nobody, isActive: true },
    "user.unlock": { id: nobody },
    "user.signOutEverywhere": { id: nobody },
    "apiKey.create": { name: "" },
    "apiKey.revoke": { id: nobody },
    "event.byId": { id: event.id },
    "event.create": { name: "" },
    "event.update": { id: event.id, capacity: 0 },
    "event.setActive": { id: event.id, isActive: true },
    "event.capacityLog": { eventId: event.id },
    "event.cancel": { id: event.id, reason: "" },
    "event.duplicate": { id: event.id, dateTime: "never" },
    "event.attendees": { eventId: event.id },
    "event.reach": { eventId: event.id },
    "event.stats": { eventId: event.id },
    "event.ticketTypes": { eventId: event.id },
    "discountCode.create": { eventId: event.id, code: "" },
    "discountCode.update": { id: code.id },
    "discountCode.remove": { id: code.id },
    "discountCode.list": { eventId: event.id },
    "discountCode.check": { eventId: event.id, code: code.code },
    "event.refunds": { eventId: event.id },
    "event.reconcile": { eventId: event.id },
    "event.door": { eventId: event.id },
    "event.onAvailability": { eventId: event.id },
    "event.onActivity": { eventId: event.id },
    "booking.onChange": {},
    "live.onUpdate": { eventIds: [event.id], activityOf: [event.id] },
    "booking.create": { eventId: event.id, ticketQuantity: 0, paymentMethod: "cash" },
    "booking.createAsGuest": { eventId: event.id, ticketQuantity: 0, paymentMethod: "cash" },
    "booking.proveGuest": { token: "none" },
    "booking.openAsGuest": { token: "none" },
    "booking.createForSomebody": { eventId: event.id, ticketQuantity: 0, name: "Matrix" },
    "booking.changeQuantity": { id: booking.id, ticketQuantity: 1 },
    "booking.previewChange": { id: booking.id, ticketQuantity: 1 },
    "booking.changeItems": { id: booking.id, ticketQuantity: 1 },
    "booking.dropAddition": { id: booking.id },
    "booking.pay": { id: booking.id, paymentMethod: "cash" },
    "booking.refreshPayment": { id: booking.id },
    "booking.markPaid": { id: booking.id },
    "booking.refund": { id: booking.id, amount: 1, reason: "matrix" },
    "booking.markRefunded": { id: booking.id },
    "booking.tickets": { id: booking.id },
    "booking.nameTickets": { id: booking.id, names: [{ ticketNumber: 1, name: null }] },
    "booking.passOnTicket": { id: booking.id, ticketNumber: 1, name: "Matrix", email: uniqueEmail() },
    "booking.answer": { id: booking.id, answers: [] },
    "booking.answers": { id: booking.id },
    "question.create": { eventId: event.id, label: "" },
    "question.update": { id: question.id },
    "question.remove": { id: question.id },
    "question.order": { eventId: event.id, ids: [] },
    "question.list": { eventId: event.id },
    "booking.checkIn": { eventId: event.id, code: "none", scanId: "matrix" },
    "booking.undoCheckIn": { eventId: event.id, code: "none" },
    "booking.findAtDoor": { eventId: event.id, search: "nobody" },
    "booking.admit": { eventId: event.id, id: booking.id, ticketNumbers: [99], scanId: "matrix" },
    "booking.undoAdmit": { eventId: event.id, id: booking.id, ticketNumbers: [99], scanId: "matrix" },
    "waitlist.join": { eventId: event.id, ticketQuantity: 1 },
    "waitlist.leave": { eventId: event.id },
    "payment.answerSandbox": { id: booking.id, answer: "approve" },
    // Somebody else's webhooks do not exist, which is neither of the two answers.
    "webhook.create": { url: "no address", events: [] },
    "webhook.byId": { id: nobody },
    "webhook.update": { id: nobody },
    "webhook.remove": { id: nobody },
    "webhook.rotateSecret": { id: nobody },
    "webhook.deliveries": { id: nobody },
    "webhook.replay": { deliveryId: nobody },
    "webhook.test": { id: nobody },
    "booking.byId": { id: booking.id },
    "booking.cancel": { id: booking.id, reason: "matrix" },
    "booking.forEvent": { eventId: event.id },
    "booking.history": { id: booking.id },
    "booking.resendMail": { id: booking.id },
    "waitlist.forEvent": { eventId: event.id },
    "waitlist.offer": { id: endedPlace.id },
    "waitlist.remove": { id: endedPlace.id },
  });
});
afterAll(async () => {
  await server.close();
  await context.db.close();
  await earlier.db.close();
});

describe("the authorization matrix", () => {
  it("knows every procedure of the router, and no others", () => {
    expect(Object.keys(ACCESS).sort()).toEqual(PROCEDURES.map(({ path }) => path).sort());
  });

  describe.each(PROCEDURES)("$path", (procedure) => {
    it.each(KINDS)("by %s", async (kind) => {
      const access = ACCESS[procedure.path];
      if (access === undefined) throw new Error("Who may call this procedure has not been decided.");
      const answer = await rawCall(server.origin, procedure, inputs[procedure.path], await headersOf(kind));
      const wanted = expected(access, kind);
      // Some calls are refused for what they ask, which is only told to those who may ask.
      const reason = answer.status === 200 ? "allowed" : reasonIn(answer);
      if (wanted !== "allowed") expect(reason).toBe(wanted);
      else if (access === "anybody") expect(reason).not.toBe("FORBIDDEN");
      else expect(["UNAUTHENTICATED", "FORBIDDEN"]).not.toContain(reason);
    });
  });
});

describe("the guide for programs", () => {
  it("says who may call each procedure", async () => {
    const words: Readonly<Record<Access, string>> = {
      anybody: "anybody",
      user: "signed in, for what is their own",
      attendee: "the booking's owner",
      owner: "the booking's owner, the event's organizer, admins",
      organizer: "the event's organizer, admins",
      admin: "admins",
    };
    const told = (await rowsUnder("| Procedure ")).flatMap(([names = "", who = ""]) =>
      proceduresIn(names).map((path) => [path, who]),
    );
    const decided = Object.entries(ACCESS).map(([path, access]) => [path, words[access]]);
    // One stream for several subjects, each of which has its own rule.
    const alone = ([path]: readonly (string | undefined)[]) => path !== "live.onUpdate";
    expect(told.filter(alone).toSorted()).toEqual(decided.filter(alone).toSorted());
  });

  it("says what each scope of a key allows", async () => {
    const told = (await rowsUnder("| Scope ")).flatMap(([scope = "", names = ""]) =>
      proceduresIn(names).map((path) => [path, scope.replaceAll("`", "")]),
    );
    const decided = Object.entries(API_SCOPES).flatMap(([path, access]) =>
      access === "any" ? [[path, access]] : scopesOf(access).map((scope) => [path, scope]),
    );
    expect(told.toSorted()).toEqual(decided.toSorted());
  });
});

/** The cells of a table of the guide, by the beginning of its head. */
async function rowsUnder(head: string): Promise<string[][]> {
  const text = await readFile(new URL("../../../docs/programs.md", import.meta.url), "utf8");
  const table = text.slice(text.indexOf(head)).split("\n\n", 1)[0] ?? "";
  const rows = table.trim().split("\n").slice(2);
  return rows.map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** The procedures that a cell names: after `event.list`, `byId` is `event.byId`. */
function proceduresIn(cell: string): string[] {
  let router = "";
  return [...cell.matchAll(/`(?:(\w+)\.)?(\w+)`/g)].map(([, before = router, name]) => {
    router = before;
    return `${before}.${name}`;
  });
}

const SCOPES: Readonly<Record<string, ApiAccess>> = API_SCOPES;
const REACH: Readonly<Record<string, KeyReach | undefined>> = KEY_REACH;

describe("the matrix of API keys", () => {
  it("knows every procedure of the router, and no others", () => {
    expect(Object.keys(API_SCOPES).sort()).toEqual(PROCEDURES.map(({ path }) => path).sort());
  });

  describe.each(PROCEDURES)("$path", (procedure) => {
    const { path } = procedure;
    const access = SCOPES[path] ?? null;
    const call = (headers: Record<string, string>) =>
      rawCall(server.origin, procedure, inputs[path], headers);

    it.each(apiScope.options)("by a key with the scope %s", async (scope) => {
      const answer = await call(keyFor(path, scope));
      const reason = answer.status === 200 ? "allowed" : reasonIn(answer);
      if (access === "any" || scopesOf(access).includes(scope))
        expect(["UNAUTHENTICATED", "FORBIDDEN"]).not.toContain(reason);
      else expect(reason).toBe("FORBIDDEN");
    });

    it("by a key that is for another event", async () => {
      const answer = await call(keyFor(path, "other event"));
      const reason = answer.status === 200 ? "allowed" : reasonIn(answer);
      const isFree = access === "any" || REACH[path] === "list" || REACH[path] === "none";
      if (isFree) expect(["UNAUTHENTICATED", "FORBIDDEN"]).not.toContain(reason);
      else expect(reason).toBe("FORBIDDEN");
    });

    it("by a key that was revoked, even where nobody needs one", async () => {
      const { id, key } = await newApiKey(context, personOf("admin"));
      await revokeApiKey(context, personOf("admin"), id, { userAgent: null, ip: null, deviceId: null });
      expect(reasonIn(await call({ authorization: `Bearer ${key}` }))).toBe("UNAUTHENTICATED");
    });
  });
});
