import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

async function booked() {
  const organizer = await newUser(context);
  const attendee = await newUser(context);
  const event = await newEvent(context, organizer);
  return { organizer, attendee, booking: await bookTickets(context, attendee, event.id) };
}

const get = (id: string, headers: Record<string, string> = {}) =>
  fetch(`${server.origin}/files/bookings/${id}/calendar.ics`, { headers });
const bearer = async (user: Awaited<ReturnType<typeof newUser>>) => {
  const { sessionToken } = await newSession(context, user.id);
  return { authorization: `Bearer ${sessionToken}` };
};
async function reasonOf(answer: Response): Promise<string> {
  const body = (await answer.json()) as { error: { json: { data: { reason: string } } } };
  return body.error.json.data.reason;
}

describe("a booking's calendar file", () => {
  it("is for its owner, by token or by cookie, the organizer, and admins", async () => {
    const { organizer, attendee, booking } = await booked();
    const cookie = `${context.sessions.sessionCookieName}=${(await newSession(context, attendee.id)).sessionToken}`;
    const admin = await newUser(context, "admin");
    for (const headers of [
      await bearer(attendee),
      { cookie },
      await bearer(organizer),
      await bearer(admin),
    ]) {
      const answer = await get(booking.id, headers);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-type")).toBe("text/calendar; method=PUBLISH; charset=utf-8");
      expect(answer.headers.get("content-disposition")).toBe('attachment; filename="booking.ics"');
      expect(answer.headers.get("cache-control")).toContain("no-store");
      expect(await answer.text()).toContain(`UID:booking-${booking.id}@foyer`);
    }
  });

  it("is refused to everybody else, as tRPC refuses", async () => {
    const { booking } = await booked();
    const stranger = await bearer(await newUser(context));
    const refusals = [
      [await get(booking.id), 401, "UNAUTHENTICATED"],
      [await get(booking.id, { authorization: "Bearer nonsense" }), 401, "UNAUTHENTICATED"],
      [await get(booking.id, stranger), 403, "FORBIDDEN"],
      [await get("0".repeat(24), stranger), 404, "NOT_FOUND"],
      [await get("no-id", stranger), 404, "NOT_FOUND"],
    ] as const;
    for (const [answer, status, reason] of refusals) {
      expect([answer.status, await reasonOf(answer)]).toEqual([status, reason]);
      expect(answer.headers.get("content-disposition")).toBeNull();
    }
  });
});
