// @vitest-environment happy-dom
import type { EventView } from "@foyer/contract/event";
import { act, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { useEventForm } from "../../src/manage/use-event-form";
import { FakeApi } from "../kit/api";
import { openPage } from "../kit/open-page";

beforeEach(() => sessionStorage.clear());

const EVENT = {
  id: "e".repeat(24),
  name: "An evening",
  description: "Of hooks.",
  venue: "Hall",
  dateTime: new Date("2030-05-01T18:00:00Z"),
  timeZone: "Europe/Berlin",
  capacity: 10,
  price: 1_500,
  currency: "EUR",
  category: "Music",
  salesFrom: null,
  salesUntil: null,
  doorsAt: null,
  endsAt: null,
  cashDueAt: null,
  answersEditableUntil: null,
  maxTicketsPerPerson: 20,
  paymentMethods: [],
  asksForNames: false,
  answersKeptDays: null,
  updatedAt: new Date("2030-01-01T00:00:00Z"),
} as unknown as EventView;
const later = (changes: Partial<EventView>): EventView => ({
  ...EVENT,
  ...changes,
  updatedAt: new Date("2030-01-02T00:00:00Z"),
});

async function editing(event: EventView) {
  const api = new FakeApi();
  api.on("user.me", () => ({ id: "ann" }));
  const page = openPage(api, (existing: EventView) => useEventForm(existing), {
    props: event,
    path: `/events/${EVENT.id}/edit`,
  });
  await waitFor(() => expect(page.queryClient.isFetching()).toBe(0));
  const type = (name: "name" | "venue", value: string) =>
    act(() => page.result.current.form.setFieldValue(name, value));
  return { ...page, type };
}

describe("an event that somebody else changes while it is edited", () => {
  it("takes over what they changed and keeps what is typed", async () => {
    const { result, type, rerender } = await editing(EVENT);
    type("name", "My evening");
    rerender(later({ venue: "Garden" }));
    expect(result.current.form.values).toMatchObject({ name: "My evening", venue: "Garden" });
    expect(result.current.conflicts).toEqual([]);
  });

  it("asks about a field that both changed, until that is decided", async () => {
    const { result, type, rerender } = await editing(EVENT);
    type("venue", "Cellar");
    rerender(later({ venue: "Garden" }));
    const [conflict] = result.current.conflicts;
    expect(result.current.conflicts).toHaveLength(1);
    if (conflict !== undefined) act(() => result.current.decide(conflict, { venue: "Garden" }));
    expect(result.current.conflicts).toEqual([]);
    expect(result.current.form.values.venue).toBe("Garden");
  });

  it("asks about it after a reload as well, where the draft is older than the event", async () => {
    const first = await editing(EVENT);
    first.type("venue", "Cellar");
    first.close();
    const { result } = await editing(later({ venue: "Garden", name: "Theirs" }));
    expect(result.current.draft.isRestored).toBe(true);
    expect(result.current.conflicts).toHaveLength(1);
    expect(result.current.form.values.name).toBe("Theirs");
    act(() => result.current.draft.discard());
    expect(result.current.form.values.venue).toBe("Garden");
    expect(result.current.conflicts).toEqual([]);
  });
});
