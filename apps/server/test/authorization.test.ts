import { type ApiScope, apiScope } from "@foyer/contract/api-key";
import { API_SCOPES, type ApiAccess } from "@foyer/contract/api-scopes";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import { revokeApiKey } from "@foyer/domain/api-keys/revoke-api-key";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
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
  "user.resetPassword": "anybody",
  "user.verifyEmail": "anybody",
  "user.updateProfile": "user",
  "user.devices": "user",
  "user.revokeDevice": "user",
  "user.revokeOtherDevices": "user",
  "user.changePassword": "user",
  "user.requestEmailVerification": "user",
  "user.list": "admin",
  "user.setRole": "admin",
  "user.setActive": "admin",
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
  "event.refunds": "organizer",
  "event.reconcile": "organizer",
  "event.door": "organizer",
  "booking.create": "user",
  "booking.changeQuantity": "attendee",
  "booking.pay": "attendee",
  "booking.refreshPayment": "attendee",
  "booking.markPaid": "organizer",
  "booking.markRefunded": "organizer",
  "booking.tickets": "owner",
  "booking.checkIn": "organizer",
  "booking.undoCheckIn": "organizer",
  "waitlist.join": "user",
  "waitlist.leave": "user",
  "waitlist.mine": "user",
  "payment.options": "anybody",
  "payment.answerSandbox": "attendee",
  "webhook.create": "user",
  "webhook.list": "user",
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

  for (const [holder, kind] of Object.entries(KEY_HOLDERS)) {
    for (const scope of apiScope.options) {
      const { key } = await newApiKey(context, personOf(kind), { scopes: [scope] });
      keys.set(`${holder} ${scope}`, key);
    }
    const { key } = await newApiKey(context, personOf(kind), { eventIds: [otherEvent] });
    keys.set(`${holder} other event`, key);
  }

  const nobody = "0".repeat(24);
  Object.assign(inputs, {
    "user.register": { email: uniqueEmail(), password: TEST_PASSWORD, name: "Matrix" },
    "user.login": { email: uniqueEmail(), password: TEST_PASSWORD },
    "user.refresh": { refreshToken: "none" },
    "user.requestPasswordReset": { email: uniqueEmail() },
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
    "event.refunds": { eventId: event.id },
    "event.reconcile": { eventId: event.id },
    "event.door": { eventId: event.id },
    "event.onAvailability": { eventId: event.id },
    "event.onActivity": { eventId: event.id },
    "booking.onChange": {},
    "live.onUpdate": { eventIds: [event.id], activityOf: [event.id] },
    "booking.create": { eventId: event.id, ticketQuantity: 0, paymentMethod: "cash" },
    "booking.changeQuantity": { id: booking.id, ticketQuantity: 1 },
    "booking.pay": { id: booking.id, paymentMethod: "cash" },
    "booking.refreshPayment": { id: booking.id },
    "booking.markPaid": { id: booking.id },
    "booking.markRefunded": { id: booking.id },
    "booking.tickets": { id: booking.id },
    "booking.checkIn": { eventId: event.id, code: "none", scanId: "matrix" },
    "booking.undoCheckIn": { eventId: event.id, code: "none" },
    "waitlist.join": { eventId: event.id, ticketQuantity: 1 },
    "waitlist.leave": { eventId: event.id },
    "payment.answerSandbox": { id: booking.id, answer: "approve" },
    // Somebody else's webhooks do not exist, which is neither of the two answers.
    "webhook.create": { url: "no address", events: [] },
    "webhook.update": { id: nobody },
    "webhook.remove": { id: nobody },
    "webhook.rotateSecret": { id: nobody },
    "webhook.deliveries": { id: nobody },
    "webhook.replay": { deliveryId: nobody },
    "webhook.test": { id: nobody },
    "booking.byId": { id: booking.id },
    "booking.cancel": { id: booking.id, reason: "matrix" },
    "booking.forEvent": { eventId: event.id },
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
      if (access === "any" || access === scope)
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
