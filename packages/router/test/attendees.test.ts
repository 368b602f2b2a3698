import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

type Caller = ReturnType<typeof callAs>;

/** Somebody of this name, with tickets. */
async function book(eventId: string, name: string, paymentMethod: "cash" | "paypal" = "cash") {
  const user = await newUser(context);
  await context.db.prisma.user.update({ where: { id: user.id }, data: { name } });
  const attendee = callAs(context, user);
  const { id } = await attendee.booking.create({ eventId, ticketQuantity: 2, paymentMethod });
  return { id, attendee, email: user.email };
}

describe("event.attendees", () => {
  let organizer: Caller;
  let eventId: string;
  let anna: Awaited<ReturnType<typeof book>>;
  let bert: Awaited<ReturnType<typeof book>>;
  let held: Awaited<ReturnType<typeof book>>;
  let gone: Awaited<ReturnType<typeof book>>;
  let ticketCode: string;

  beforeAll(async () => {
    const user = await newUser(context);
    organizer = callAs(context, user);
    eventId = (await newEvent(context, user, { capacity: 20 })).id;
    anna = await book(eventId, "Anna (VIP) Berg");
    bert = await book(eventId, "Bert Annason");
    held = await book(eventId, "Held Person", "paypal");
    gone = await book(eventId, "Gone Person");
    await gone.attendee.booking.cancel({ id: gone.id });
    await organizer.booking.markPaid({ id: bert.id });
    const [one, two] = await anna.attendee.booking.tickets({ id: anna.id });
    ticketCode = one?.code ?? "";
    for (const code of [one?.code, two?.code]) {
      await organizer.booking.checkIn({ eventId, code: code ?? "", scanId: `scan-${code}` });
    }
    const [first] = await bert.attendee.booking.tickets({ id: bert.id });
    await organizer.booking.checkIn({ eventId, code: first?.code ?? "", scanId: "bert" });
    // Somebody of the same name at another event is not found.
    await book((await newEvent(context, user)).id, "Anna Elsewhere");
  });

  const ids = async (filters: Omit<Parameters<Caller["event"]["attendees"]>[0], "eventId">) =>
    (await organizer.event.attendees({ eventId, ...filters })).items.map(({ id }) => id);

  it("lists all bookings, newest first, with who made them", async () => {
    const { items, nextCursor } = await organizer.event.attendees({ eventId });
    expect(items.map(({ id }) => id)).toEqual([gone.id, held.id, bert.id, anna.id]);
    expect(items[3]?.attendee).toMatchObject({ name: "Anna (VIP) Berg", email: anna.email });
    expect(nextCursor).toBeNull();
    expect(await organizer.booking.forEvent({ eventId })).toEqual({ items, nextCursor });
  });

  it("is for the organizer and admins", async () => {
    expect(await errorCodeOf(anna.attendee.event.attendees({ eventId }))).toBe("FORBIDDEN");
    const admin = callAs(context, await newUser(context, "admin"));
    expect((await admin.event.attendees({ eventId })).items).toHaveLength(4);
  });

  it("finds words in names and addresses, whatever their case and signs", async () => {
    expect(await ids({ search: "anna" })).toEqual([bert.id, anna.id]);
    expect(await ids({ search: "BERG anna" })).toEqual([anna.id]);
    expect(await ids({ search: "(vip)" })).toEqual([anna.id]);
    expect(await ids({ search: bert.email.toUpperCase() })).toEqual([bert.id]);
    expect(await ids({ search: `Person ${gone.email.slice(0, 8)}` })).toEqual([gone.id]);
    expect(await ids({ search: ".*" })).toEqual([]);
    expect(await ids({ search: "  " })).toHaveLength(4);
  });

  it("finds a booking by its id or a ticket of it, of this event only", async () => {
    expect(await ids({ search: ` ${held.id.toUpperCase()} ` })).toEqual([held.id]);
    expect(await ids({ search: ticketCode.toLowerCase() })).toEqual([anna.id]);
    expect(await ids({ search: "f".repeat(24) })).toEqual([]);
    const other = await book((await newEvent(context, await newUser(context))).id, "Other");
    expect(await ids({ search: other.id })).toEqual([]);
  });

  it("filters by state, payment and admission, together with words", async () => {
    expect(await ids({ status: "cancelled" })).toEqual([gone.id]);
    expect(await ids({ status: "pending" })).toEqual([held.id]);
    expect(await ids({ paymentStatus: "paid" })).toEqual([bert.id]);
    expect(await ids({ admission: "admitted" })).toEqual([bert.id, anna.id]);
    expect(await ids({ admission: "missing" })).toEqual([bert.id]);
    expect(await ids({ admission: "missing", status: "cancelled" })).toEqual([]);
    expect(await ids({ admission: "admitted", search: "berg", status: "confirmed" })).toEqual([anna.id]);
  });

  it("goes on from page to page with the same filters", async () => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<Caller["event"]["attendees"]>> = await organizer.event.attendees({
        eventId,
        search: "n",
        cursor,
        limit: 1,
      });
      expect(page.items.length).toBeLessThanOrEqual(1);
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found).toEqual([gone.id, held.id, bert.id, anna.id]);
    expect(await errorCodeOf(organizer.event.attendees({ eventId, cursor: "nonsense" }))).toBe(
      "INVALID_INPUT",
    );
  });

  it("finds old bookings among many, by whoever is named in them", async () => {
    const user = await newUser(context);
    const runs = callAs(context, user);
    const many = (await newEvent(context, user, { capacity: 50 })).id;
    const account = await book(many, "Old Account");
    const passed = await book(many, "Old Owner");
    const to = { name: "Ödön Holder", email: "odon@test.example" };
    await passed.attendee.booking.passOnTicket({ id: passed.id, ticketNumber: 1, ...to });
    const { id: guest } = await runs.booking.createForSomebody({
      eventId: many,
      ticketQuantity: 1,
      name: "Göran Guest",
    });
    const { id: userId } = await newUser(context);
    await context.db.prisma.booking.createMany({
      data: Array.from({ length: 1_001 }, () => ({
        eventId: many,
        userId,
        ticketQuantity: 1,
        totalAmount: 0,
        currency: "EUR",
        status: "cancelled" as const,
        paymentStatus: "refunded" as const,
        paymentMethod: "cash" as const,
      })),
    });
    const found = async (search: string) =>
      (await runs.event.attendees({ eventId: many, search })).items.map(({ id }) => id);
    expect(await found("old account")).toEqual([account.id]);
    expect(await found("odon holder")).toEqual([passed.id]);
    expect(await found("goran")).toEqual([guest]);
    expect(await found("nobody at all")).toEqual([]);
  });
});
