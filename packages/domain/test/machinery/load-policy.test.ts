import { createLoadPolicy } from "@foyer/domain/machinery/load-policy";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A policy whose queue is what a test says. */
function policyOf() {
  const queue = { waiting: 0, writing: 0 };
  const policy = createLoadPolicy(() => queue);
  return {
    policy,
    set: (waiting: number, writing: number) => void Object.assign(queue, { waiting, writing }),
  };
}

it("saturation lasts while a queue is served, also when all of it is being written, and for a moment after", () => {
  const { policy, set } = policyOf();
  const seen = (waiting: number, writing: number) => {
    set(waiting, writing);
    return policy.isSaturated();
  };
  expect(seen(0, 0)).toBe(false);
  expect(seen(19, 0)).toBe(false);
  expect(seen(0, 200)).toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(seen(0, 0)).toBe(true);
  vi.advanceTimersByTime(1_000);
  expect(seen(0, 0)).toBe(false);
  expect(seen(20, 0)).toBe(true);
});

it("mail is sent freely, but one by one while the queue is saturated", () => {
  const { policy, set } = policyOf();
  expect([policy.maySendMail(0), policy.maySendMail(99)]).toEqual([true, true]);
  set(20, 0);
  expect([policy.maySendMail(0), policy.maySendMail(1)]).toEqual([true, false]);
});

it("portions are smaller while events are being read, and for a moment after", () => {
  const { policy } = policyOf();
  const portions = () => [policy.requestsPerTick()];
  const alone = portions();
  policy.noteRead();
  expect(policy.hasActiveReaders()).toBe(true);
  for (const [index, portion] of portions().entries()) expect(portion).toBeLessThan(alone[index] ?? 0);
  vi.advanceTimersByTime(251);
  expect(policy.hasActiveReaders()).toBe(false);
  expect(portions()).toEqual(alone);
});

it("a pause for another process is as long as a batch, up to a bound", () => {
  const { policy } = policyOf();
  const after = { isLeaseWanted: true, isBehind: false };
  expect([policy.pauseMs(after, 80), policy.pauseMs(after, 4_000)]).toEqual([80, 250]);
});

it("a pause for readers is as long, and made after full batches alone", () => {
  const { policy } = policyOf();
  const after = { isLeaseWanted: false, isBehind: true };
  expect(policy.pauseMs(after, 80)).toBe(0);
  policy.noteRead();
  expect([policy.pauseMs(after, 80), policy.pauseMs(after, 4_000)]).toEqual([80, 250]);
  expect(policy.pauseMs({ ...after, isBehind: false }, 80)).toBe(0);
});
