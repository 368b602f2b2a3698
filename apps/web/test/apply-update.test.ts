import type { RouterOutputs } from "@foyer/client";
import type { EventAvailability } from "@foyer/contract/live";
import { QueryClient } from "@tanstack/react-query";
import { createTRPCQueryUtils } from "@trpc/react-query";
import { expect, it } from "vitest";
import { trpc } from "../src/api/client";
import { createUpdateApplier } from "../src/live/apply-update";
import { FakeApi } from "./kit/api";

type Details = RouterOutputs["event"]["byId"];

const ID = "a".repeat(24);

function standing(availableTickets: number): Details {
  const event = { id: ID, availableTickets, ticketTypes: [], updatedAt: new Date(0) };
  return event as unknown as Details;
}

/** A browser that shows an event; the event's reads are answered when the test says so. */
function shownEvent() {
  const api = new FakeApi();
  const answers: ((event: Details) => void)[] = [];
  api.on("event.byId", () => new Promise((resolve) => answers.push(resolve)));
  const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: 10_000, retry: false } } });
  const client = trpc.createClient({ links: [api.link()] });
  const utils = createTRPCQueryUtils({ queryClient, client });
  const apply = createUpdateApplier(utils, queryClient);
  return {
    utils,
    async read() {
      const before = answers.length;
      const reading = utils.event.byId.fetch({ id: ID }, { staleTime: 0 });
      await expect.poll(() => answers.length).toBe(before + 1);
      return { reading, answer: (left: number) => answers[before]?.(standing(left)) };
    },
    receive(availableTickets: number) {
      const availability = { eventId: ID, availableTickets, editedAt: null };
      apply({ kind: "availability", availability: availability as unknown as EventAvailability });
    },
    left: () => utils.event.byId.getData({ id: ID })?.availableTickets,
  };
}

it("an answer that was on its way when live availability came does not replace it", async () => {
  const shown = shownEvent();
  shown.utils.event.byId.setData({ id: ID }, standing(8));
  const { reading, answer } = await shown.read();
  shown.receive(9);
  shown.receive(10);
  expect(shown.left()).toBe(10);
  answer(8);
  await reading;
  await expect.poll(() => shown.left()).toBe(10);
});

it("nor does the first answer of all", async () => {
  const shown = shownEvent();
  const { reading, answer } = await shown.read();
  shown.receive(10);
  expect(shown.left()).toBeUndefined();
  answer(8);
  await reading;
  await expect.poll(() => shown.left()).toBe(10);
});

it("what is read later is shown as it was read", async () => {
  const shown = shownEvent();
  shown.utils.event.byId.setData({ id: ID }, standing(8));
  const first = await shown.read();
  shown.receive(10);
  first.answer(8);
  await first.reading;
  await expect.poll(() => shown.left()).toBe(10);
  const second = await shown.read();
  second.answer(7);
  await second.reading;
  expect(shown.left()).toBe(7);
});
