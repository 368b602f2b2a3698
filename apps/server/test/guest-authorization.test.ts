import { DAY_MS } from "@foyer/contract/time";
import { issueBookingAccess } from "@foyer/domain/guests/booking-access";
import { bookAsGuest } from "@foyer/domain/workflows/book-as-guest";
import { GUEST_REACH, type GuestReach } from "@foyer/router/guest-reach";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";
import { PROCEDURES, rawCall, reasonIn } from "./kit/raw-call.js";

const { context, clock } = createTestContext();
const { prisma } = context.db;
const REACH: Readonly<Record<string, GuestReach | undefined>> = GUEST_REACH;

let server: TestServer;
let token: string;
let expired: string;
/** The guest's booking, and another one of the same address. */
let own: string;
let other: string;
let eventId: string;
let sessionOfOthers: string;

beforeAll(async () => {
  server = await listen(context);
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer);
  eventId = event.id;
  // The address of the one who runs the event: a token still opens no more than its booking.
  const order = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" } as const;
  const { answer } = await bookAsGuest(context, { ...order, name: "Guest", email: organizer.email });
  own = answer.id;
  token = answer.accessToken;
  other = (await bookTickets(context, organizer, (await newEvent(context, organizer)).id)).id;
  const { token: old } = await issueBookingAccess(
    context,
    { id: own, event: { dateTime: clock.now(), endsAt: null } },
    false,
  );
  expired = old;
  await prisma.bookingAccess.updateMany({
    where: { bookingId: own, expiresAt: { lt: new Date(clock.now().getTime() + 31 * DAY_MS) } },
    data: { expiresAt: clock.now() },
  });
  sessionOfOthers = (await newSession(context, (await newUser(context)).id)).sessionToken;
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
const cookie = (id: string, credential: string) => ({ cookie: `foyer_booking_${id}=${credential}` });

/** Something for every field by which procedures name what they are about. */
function inputAbout(id: string) {
  return { id, eventId };
}

describe("the token of a guest", () => {
  it("has a row for every procedure of the router, and for no other", () => {
    expect(Object.keys(GUEST_REACH).sort()).toEqual(PROCEDURES.map(({ path }) => path).sort());
  });

  describe.each(PROCEDURES)("$path", (procedure) => {
    const reach = REACH[procedure.path] ?? null;
    const call = async (id: string, headers: Record<string, string>) => {
      const answer = await rawCall(server.origin, procedure, inputAbout(id), headers);
      return answer.status === 200 ? "allowed" : reasonIn(answer);
    };

    it("opens its own booking, or nothing", async () => {
      const reason = await call(own, bearer(token));
      if (reach === null) expect(reason).toBe("FORBIDDEN");
      else expect(["UNAUTHENTICATED", "FORBIDDEN"]).not.toContain(reason);
      const byCookie = await call(own, cookie(own, token));
      if (reach === "booking") expect(["UNAUTHENTICATED", "FORBIDDEN"]).not.toContain(byCookie);
      else if (reach === null && !["allowed", "INVALID_INPUT", "NOT_FOUND"].includes(byCookie)) {
        // A cookie is only looked at where it opens something: what is left is what anybody gets.
        expect(byCookie).toBe(await call(own, {}));
      }
    });

    it("opens no other booking of the same address", async () => {
      const reason = await call(other, bearer(token));
      if (reach === null || reach === "booking") expect(reason).toBe("FORBIDDEN");
      // Under another booking's name in the cookie, or beside somebody else's session.
      if (reach !== "booking") return;
      expect(await call(other, cookie(other, token))).toBe("UNAUTHENTICATED");
      expect(await call(other, cookie(own, token))).toBe("UNAUTHENTICATED");
      const beside = `foyer_session=${sessionOfOthers}; foyer_booking_${other}=${token}`;
      expect(["FORBIDDEN", "INVALID_INPUT"]).toContain(await call(other, { cookie: beside }));
    });

    it("opens nothing once it has expired, or was never issued", async () => {
      // What is the same for all needs no token, and is not told apart by one.
      if (reach === "public") return;
      expect(await call(own, bearer(expired))).toBe("UNAUTHENTICATED");
      expect(await call(own, bearer(`foyer_guest_${"a".repeat(43)}`))).toBe("UNAUTHENTICATED");
    });
  });
});
