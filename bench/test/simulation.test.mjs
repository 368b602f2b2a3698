import { describe, expect, it } from "vitest";
import { createCounter } from "../simulation/counter.mjs";
import { createFates, gatherCrowd, STATE } from "../simulation/crowd.mjs";
import { judgeFairness } from "../simulation/fairness.mjs";
import { createAgenda, createDelay, createQueue } from "../simulation/queues.mjs";
import { createRandom } from "../simulation/random.mjs";
import { simulateSale } from "../simulation/sale.mjs";

const COSTS = { requestMs: 0.25, relayMs: 1, fixedMs: 9, eachMs: 0.125, noise: 0.2, beforeWriting: 0.45 };
const PEOPLE = { hesitationMs: 200, maxTries: 5 };

const SETUPS = [
  { fronts: 4, policy: "textbook", relay: false, buckets: 1 },
  { fronts: 1, policy: "queue", relay: false, buckets: 1 },
  { fronts: 3, policy: "queue", relay: false, buckets: 1 },
  { fronts: 4, policy: "queue", relay: true, buckets: 1 },
  { fronts: 4, policy: "waitingRoom", relay: true, buckets: 4 },
  { fronts: 4, policy: "queue", relay: true, buckets: 16 },
];

function sell(setup, { buyers = 3_000, capacity = 700, seed = 1, horizonMs = 60_000 } = {}) {
  const crowd = gatherCrowd({ buyers, medianMs: 200, spread: 0.7, seed });
  const sale = simulateSale({ crowd, capacity, setup, costs: COSTS, people: PEOPLE, horizonMs, seed });
  const served = [...sale.fates.states.keys()].filter((person) => sale.fates.states[person] === STATE.served);
  const ticketsSold = served.reduce((sum, person) => sum + crowd.quantities[person], 0);
  return { ...sale, crowd, served, ticketsSold };
}

describe("a simulated sale", () => {
  // The simulation itself throws when a request is answered twice, when two transactions hold one counter, or when more
  // is taken than there is.
  for (const setup of SETUPS) {
    it(`loses and invents no ticket: ${JSON.stringify(setup)}`, () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const { ticketsSold, ticketsLeft } = sell(setup, { seed });
        expect(ticketsSold + ticketsLeft).toBe(700);
      }
    });

    it(`sells nothing twice when there is hardly anything: ${JSON.stringify(setup)}`, () => {
      for (const capacity of [1, 5, 17]) {
        const { ticketsSold, ticketsLeft, fates } = sell(setup, { capacity, buyers: 400 });
        expect({ ticketsSold, ticketsLeft, open: fates.open }).toEqual({
          ticketsSold: capacity,
          ticketsLeft: 0,
          open: 0,
        });
      }
    });
  }

  it("accounts for every ticket at whatever moment it is stopped", () => {
    for (const setup of SETUPS) {
      for (const horizonMs of [60, 150, 300]) {
        const { ticketsSold, ticketsLeft } = sell(setup, { horizonMs });
        expect(ticketsSold + ticketsLeft).toBe(700);
      }
    }
  });

  it("keeps the order of arrival within one line", () => {
    const setup = { fronts: 1, policy: "waitingRoom", relay: false, buckets: 1 };
    const { served, fates, crowd } = sell(setup);
    expect(served.length).toBeGreaterThan(200);
    expect(served.map((person) => fates.places[person])).toEqual([...served.keys()]);
    expect(judgeFairness(crowd, fates, 700, 1)).toEqual({ cameTooLate: 0, overtaken: 0 });
  });

  it("is the same each time", () => {
    const [setup] = SETUPS;
    expect(sell(setup).figures).toEqual(sell(setup).figures);
    expect(sell(setup, { seed: 2 }).figures).not.toEqual(sell(setup).figures);
  });
});

describe("the counter", () => {
  it("conflicts with whoever writes now, and with what is newer than the snapshot", () => {
    const counter = createCounter(10);
    expect(counter.isFree(1)).toBe(true);
    counter.hold(4);
    expect(counter.isFree(2)).toBe(false);
    expect(counter.left).toBe(10);
    expect(() => counter.hold(1)).toThrow();
    counter.commit(3);
    expect(counter.left).toBe(6);
    expect([counter.isFree(2.9), counter.isFree(3)]).toEqual([false, true]);
    expect(() => counter.hold(7)).toThrow();
  });
});

describe("fates", () => {
  it("are had once", () => {
    const fates = createFates(2);
    fates.end(1, STATE.served, 5);
    expect(() => fates.end(1, STATE.soldOut, 6)).toThrow();
    expect([fates.open, fates.served, fates.places[1]]).toEqual([1, 1, 0]);
  });
});

describe("fairness", () => {
  it("counts who came too late and who was overtaken", () => {
    const crowd = { arrivals: Float64Array.of(1, 2, 3), quantities: Uint8Array.of(1, 1, 1) };
    const fates = createFates(3);
    fates.end(2, STATE.served, 4);
    fates.end(0, STATE.served, 5);
    fates.end(1, STATE.soldOut, 6);
    expect(judgeFairness(crowd, fates, 2, 1)).toEqual({ cameTooLate: 0.5, overtaken: 1 });
  });
});

describe("the queues", () => {
  it("a line gives back what it got, in order, however it grows and shrinks", () => {
    const queue = createQueue();
    const random = createRandom(3);
    let pushed = 0;
    const taken = [];
    for (let round = 0; round < 200; round++) {
      for (let count = random.below(50); count > 0; count--) queue.push(pushed++);
      taken.push(...queue.take(random.below(60)));
    }
    taken.push(...queue.take(queue.length));
    expect(taken).toEqual([...Array(pushed).keys()]);
  });

  it("an agenda gives back what is next, and of equals the first", () => {
    const agenda = createAgenda();
    const random = createRandom(4);
    const entries = Array.from({ length: 500 }, (_, index) => ({ at: random.below(40), index }));
    for (const entry of entries) agenda.note(entry.at, entry);
    const taken = entries.map(() => agenda.takeNext());
    expect(taken).toEqual(entries.toSorted((one, other) => one.at - other.at || one.index - other.index));
    expect(agenda.next).toBe(Number.POSITIVE_INFINITY);
  });

  it("a delay happens in order, each thing the same time after it was noted", () => {
    const seen = [];
    const delay = createDelay(10, (item, now) => seen.push([item, now]));
    for (let index = 0; index < 5_000; index++) delay.note(index, index);
    for (let index = 0; index < 5_000; index++) delay.happen();
    expect(seen).toEqual(Array.from({ length: 5_000 }, (_, index) => [index, index + 10]));
    expect(delay.next).toBe(Number.POSITIVE_INFINITY);
  });
});
