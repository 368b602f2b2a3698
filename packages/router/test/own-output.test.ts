import { randomBytes } from "node:crypto";
import { attendeesInput } from "@foyer/contract/booking";
import {
  countEventsInput,
  createEventInput,
  listEventsInput,
  mineEventsInput,
  updateEventInput,
} from "@foyer/contract/event";
import { bookingId, eventId, idempotencyKey, userId } from "@foyer/contract/ids";
import { MAX_PRICE } from "@foyer/contract/money";
import { pageInput } from "@foyer/contract/page";
import { checkInInput, scanId } from "@foyer/contract/ticket";
import { email, listUsersInput, refreshInput, registerInput, verifyEmailInput } from "@foyer/contract/user";
import { nameKey } from "@foyer/domain/events/name-key";
import { cutPage, listMark, readCursor } from "@foyer/domain/machinery/pagination";
import { newToken } from "@foyer/domain/sessions/credentials";
import { ticketCode } from "@foyer/domain/tickets/ticket-code";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";

const { context } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const { name: eventName, venue, category } = createEventInput.shape;
const personName = registerInput.shape.name;

/** The longest that each script makes of a text: by its bytes, by its parts, by what folding makes of it. */
const UNITS = [
  "각",
  "漢",
  "🎷",
  "👨‍👩‍👧‍👦",
  "ﷺ",
  "ﬃ",
  "é",
  "e\u0301",
  "İ",
  '"',
  "\\",
  "/",
  "ก็",
  "㋿",
  "𝄞",
  "\u0958",
  "a",
];

/** Texts up to the limit of a field, as they are after the field's own rules, and only those that it takes. */
function accepted(schema: typeof eventName | typeof personName, maxLength: number) {
  const long = fc.tuple(fc.constantFrom(...UNITS), fc.nat({ max: maxLength })).map(([unit, length]) => {
    const times = Math.max(1, Math.floor((length || maxLength) / unit.length));
    return unit.repeat(times);
  });
  const mixed = fc.array(fc.constantFrom(...UNITS), { minLength: 1, maxLength }).map((all) => all.join(""));
  const any = fc.string({ unit: "binary", minLength: 1, maxLength });
  return fc
    .oneof(long, mixed, any)
    .map((text) => schema.safeParse(text))
    .filter((parsed) => parsed.success)
    .map(({ data }) => String(data));
}

const hexId = fc
  .uint8Array({ minLength: 12, maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const takes = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  expect(schema.safeParse(value), JSON.stringify(value)).toMatchObject({ success: true });
const runs = { numRuns: 500 };

describe("the last dates that there can be", () => {
  it("are no dates of copies, and lists with later ones go on", async () => {
    const organizer = await newUser(context);
    const caller = callAs(context, organizer);
    const last = new Date("2199-12-28T00:30:00Z");
    const { id } = await newEvent(context, organizer, { dateTime: last, timeZone: "Europe/Berlin" });
    await expect(caller.event.duplicate({ id })).rejects.toMatchObject({
      cause: { code: "INVALID_INPUT" },
    });
    // As an earlier version could have stored it.
    const later = await newEvent(context, organizer, { dateTime: last, timeZone: "Europe/Berlin" });
    const beyond = new Date("2200-01-04T00:30:00Z");
    await context.db.prisma.event.update({ where: { id: later.id }, data: { dateTime: beyond } });
    const first = await caller.event.list({ sort: "date", order: "desc", limit: 1 });
    expect(first.items).toMatchObject([{ id: later.id }]);
    const next = await caller.event.list({ sort: "date", order: "desc", limit: 1, cursor: first.nextCursor });
    expect(next.items).toMatchObject([{ id }]);
    await context.db.prisma.event.update({ where: { id: later.id }, data: { isActive: false } });
  });

  it("have a day in every zone", async () => {
    const organizer = await newUser(context);
    const dateTime = new Date("2199-12-31T23:30:00Z");
    const { id } = await newEvent(context, organizer, { dateTime, timeZone: "Asia/Tokyo" });
    const { items } = await callAs(context, organizer).event.list({
      fromDay: "2200-01-01",
      toDay: "2200-01-01",
    });
    expect(items).toMatchObject([{ id }]);
  });

  it("a category as long as is stored is found however it is written", async () => {
    const organizer = await newUser(context);
    const category = "각".repeat(40);
    const { id } = await newEvent(context, organizer, { category });
    const { items } = await callAs(context, organizer).event.list({ category: category.normalize("NFD") });
    expect(items).toMatchObject([{ id }]);
  });
});

describe("what Foyer says is taken back", () => {
  it("cursors of every list, whatever it is sorted by", () => {
    const sortedBy = fc.oneof(
      accepted(eventName, 120).map(nameKey),
      accepted(personName, 100),
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date("2199-12-31") })
        .map((date) => date.toISOString()),
      fc.nat({ max: MAX_PRICE }),
    );
    fc.assert(
      fc.property(sortedBy, hexId, (value, id) => {
        const order = { mark: listMark("a list", { value }), sortedBy: () => value, began: new Date() };
        const { nextCursor } = cutPage([{ id }, { id }], 1, order);
        takes(pageInput, { cursor: nextCursor });
        expect(readCursor(nextCursor, order.mark)).toEqual([value, id]);
      }),
      runs,
    );
  });

  it("names, venues and categories, as they are, as words to search for and as filters", () => {
    fc.assert(
      fc.property(
        accepted(eventName, 120),
        accepted(venue, 200),
        accepted(category, 40),
        accepted(personName, 100),
        (event, place, kind, person) => {
          for (const search of [event, place, kind, person]) {
            for (const schema of [listEventsInput, countEventsInput, mineEventsInput, listUsersInput])
              takes(schema, { search });
            takes(attendeesInput, { eventId: "a".repeat(24), search });
            // As another system hands it over.
            takes(listEventsInput, { search: search.normalize("NFD") });
          }
          expect(countEventsInput.parse({ category: kind }).category).toBe(kind);
          const changed = { id: "a".repeat(24), name: event, venue: place, category: kind };
          expect(updateEventInput.parse(changed)).toEqual(changed);
          expect(personName.parse(person)).toBe(person);
        },
      ),
      runs,
    );
  });

  it("addresses, to sign in with and to search for", () => {
    const address = fc
      .emailAddress()
      .map((text) => email.safeParse(text))
      .filter(({ success }) => success);
    const long = `${"a".repeat(64)}@${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(60)}.example`;
    takes(listUsersInput, { search: email.parse(long.slice(-254)) });
    fc.assert(
      fc.property(address, ({ data }) => {
        expect(email.parse(data)).toBe(data);
        takes(listUsersInput, { search: data });
        takes(attendeesInput, { eventId: "a".repeat(24), search: data });
      }),
      runs,
    );
  });

  it("ids, ticket codes, tokens and keys", () => {
    fc.assert(
      fc.property(hexId, fc.integer({ min: 1, max: 10 }), fc.uuid(), (id, number, uuid) => {
        for (const schema of [eventId, bookingId, userId]) expect(schema.parse(id)).toBe(id);
        const code = ticketCode(Buffer.from(id).toString("base64url"), id, { bookingId: id, number });
        takes(checkInInput, { eventId: id, code, scanId: uuid });
        takes(attendeesInput, { eventId: id, search: code });
        for (const schema of [scanId, idempotencyKey]) takes(schema, uuid);
        const token = newToken((count) => randomBytes(count));
        takes(refreshInput, { refreshToken: token });
        takes(verifyEmailInput, { token });
      }),
      runs,
    );
  });
});

describe("a list that is sorted by name", () => {
  const NAMES = [...UNITS.slice(0, 11), "B"].map((unit) => unit.repeat(Math.floor(120 / unit.length)));

  it.each(["asc", "desc"] as const)("is read to its end, %s, however long the names are", async (order) => {
    const organizer = await newUser(context);
    const anyone = callAs(context, organizer);
    const group = `Long ${order}`;
    const ids: string[] = [];
    for (const text of NAMES)
      ids.push((await newEvent(context, organizer, { name: text, category: group })).id);
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof anyone.event.list>> = await anyone.event.list({
        category: group,
        sort: "name",
        order,
        cursor,
        limit: 1,
      });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found.sort()).toEqual(ids.sort());
  });

  it("of users as well", async () => {
    const admin = callAs(context, await newUser(context, "admin"));
    for (const text of NAMES) {
      const { id } = await newUser(context);
      let name = text.normalize("NFC");
      while (name.length > 100) name = [...name].slice(0, -1).join("");
      await callAs(context, { id, role: "user" }).user.updateProfile({ name });
    }
    let count = 0;
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof admin.user.list>> = await admin.user.list({ cursor, limit: 1 });
      count += page.items.length;
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(count).toBe(await context.db.prisma.user.count());
  });
});
