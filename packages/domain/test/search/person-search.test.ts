import { type EventId, eventId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import { newObjectId } from "@foyer/db/raw-commands";
import { listUsers } from "@foyer/domain/accounts/list-users";
import { createAccount } from "@foyer/domain/accounts/register";
import { updateProfile } from "@foyer/domain/accounts/update-profile";
import { listAttendees } from "@foyer/domain/bookings/list-attendees";
import { findFewPeople, readPersonSearch } from "@foyer/domain/search/person-search";
import { renewStoredKeys } from "@foyer/domain/workflows/renew-stored-keys";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

let organizer: Awaited<ReturnType<typeof newUser>>;
beforeAll(async () => {
  organizer = await newUser(context);
  await renewStoredKeys(context);
});

function newPerson(name: string, email = uniqueEmail()) {
  return createAccount(context, { name, email, password: TEST_PASSWORD });
}

async function usersFound(search: string): Promise<string[]> {
  return (await listUsers(context, { search, limit: 100 })).items.map(({ id }) => id);
}

async function attendeesFound(event: EventId, search: string): Promise<string[]> {
  return (await listAttendees(context, { eventId: event, search, limit: 100 })).items.map(
    ({ userId }) => userId,
  );
}

describe("people are found", () => {
  it.each([
    ["José García", "garcia"],
    ["Jose Garcia", "GARCÍA"],
    ["Jürgen Müller", "muller"],
    ["Jürgen Müller", "mueller jurgen"],
    ["Jurgen Mueller", "müller"],
    ["Conan O’Brien", "O'Brien"],
    ["Conan O'Brien", "O’Brien"],
    ["Conan O'Brien", "obrien"],
    ["Conan OBrien", "o'brien"],
    ["Conan O'Brien", "brien"],
    ["Anna‐Maria Łoś", "anna-maria los"],
    ["Anna Maria", "anna-maria"],
    ["Søren Ångström", "soren angstrom"],
    ["Nguyễn Văn Đức", "nguyen van duc"],
    ["İbrahim Yıldız", "IBRAHIM YILDIZ"],
    ["山田 太郎", "山田太郎"],
    ["山田太郎", "太郎"],
    ["山田太郎", "山"],
    ["ヤマダ タロウ", "ﾔﾏﾀﾞ"],
    ["김철수", "철수"],
    ["Παπαδόπουλος", "παπαδοπουλος"],
    ["Семён", "семен"],
    ["שָׂרָה", "שרה"],
    ["Zoe\u0308", "zoë"],
    ["Anna (VIP) Berg", "(vip)"],
    ["Wu", "wu"],
  ])("%j by %j", async (name, search) => {
    const person = await newPerson(name);
    const event = await newEvent(context, organizer);
    await bookTickets(context, { id: person.id as never, role: "user" }, event.id);
    expect(await usersFound(search)).toContain(person.id);
    expect(await attendeesFound(event.id, search)).toEqual([person.id]);
    expect(await attendeesFound(event.id, `${search} nobody`)).toEqual([]);
  });

  it.each(["max.power+door@mail.example", "MAX.POWER", "power+door", "@mail.example"])(
    "by their address: %j",
    async (search) => {
      const email = "max.power+door@mail.example";
      const known = await context.db.prisma.user.findUnique({ where: { email } });
      const { id } = known ?? (await newPerson("Somebody", email));
      expect(await usersFound(search)).toContain(id);
    },
  );

  it.each(["info@müller.example", "MULLER.example", "info@xn--mller-kva.example"])(
    "by an international address: %j",
    async (search) => {
      const email = "info@xn--mller-kva.example";
      const known = await context.db.prisma.user.findUnique({ where: { email } });
      const { id } = known ?? (await newPerson("Somebody", email));
      expect(await usersFound(search)).toContain(id);
    },
  );

  it("by their new name, and no longer by the old one", async () => {
    const person = await newPerson("Åsa Before");
    await updateProfile(context, { id: person.id as never, role: "user" }, { name: "Åsa Afterwards" });
    expect(await usersFound("asa afterwards")).toEqual([person.id]);
    expect(await usersFound("asa before")).toEqual([]);
  });

  it("while some have no keys yet, and by the index once all have them", async () => {
    const { id } = await newPerson("Unfolded Person");
    const data = { searchKey: null, searchGrams: [], foldVersion: null };
    await context.db.prisma.user.update({ where: { id }, data });
    const search = readPersonSearch("unfolded");
    expect(await findFewPeople(context, search)).toBeUndefined();
    expect(await usersFound("unfolded")).toEqual([id]);
    expect(await renewStoredKeys(context)).toBe(1);
    expect(await findFewPeople(context, search)).toEqual([id]);
    expect(await usersFound("ünfolded")).toEqual([id]);
  });
});

// 2,300 bookings, each with its user, have their keys renewed.
it("in a big event the oldest booking is found as the newest is, in order and page by page", async () => {
  const { id } = await newEvent(context, organizer, { capacity: 5_000 });
  const event = eventId.parse(id);
  const rare = await Promise.all(Array.from({ length: 5 }, () => newPerson("Žofie Rare")));
  const crowd = Array.from({ length: 2_300 }, () => newObjectId(context.clock.now()));
  await context.db.prisma.user.createMany({
    data: crowd.map((user) => ({ id: user, email: `${user}@crowd.example`, name: "Crowd", password: "" })),
  });
  const attendees = crowd.flatMap((user, index) => {
    const person = rare[index / 500];
    return person === undefined ? [user] : [user, person.id];
  });
  await context.db.prisma.booking.createMany({
    data: attendees.map((userId, index) => ({
      eventId: event,
      userId,
      ticketQuantity: 1,
      totalAmount: 0,
      currency: "EUR",
      status: "confirmed" as const,
      paymentStatus: "paid" as const,
      paymentMethod: "cash" as const,
      bookingDate: new Date(clock.now().getTime() - index * MINUTE_MS),
    })),
  });
  const wanted = rare.map((person) => person.id);
  const pages = async (search: string, limit: number) => {
    const found: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAttendees>> = await listAttendees(context, {
        eventId: event,
        search,
        limit,
        cursor,
      });
      found.push(...page.items.map(({ userId }) => userId));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return found;
  };
  // The crowd has no keys yet: all of the bookings are looked through.
  expect(await pages("zofie", 2)).toEqual(wanted);
  await renewStoredKeys(context);
  expect(await pages("zofie", 2)).toEqual(wanted);
  expect(await pages("žofie rare", 100)).toEqual(wanted);
  expect(await pages("crowd.example", 100)).toEqual(crowd);
});
