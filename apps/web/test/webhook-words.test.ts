import { deliveryView, webhookView } from "@foyer/contract/webhook";
import { WEBHOOK_TYPES } from "@foyer/contract/webhook-types";
import { describe, expect, it } from "vitest";
import {
  eventsWords,
  healthOf,
  healthWords,
  readablePayload,
  TYPE_GROUPS,
  testWords,
  tryWords,
} from "../src/webhooks/webhook-words";

const ID = "0".repeat(24);
const NOW = new Date("2027-05-14T17:30:00Z");

function webhook(changed: object = {}) {
  return webhookView.parse({
    id: ID,
    url: "https://receiver.example/",
    events: ["booking.held"],
    isEnabled: true,
    isGone: false,
    failingSince: null,
    lastProblem: null,
    lastDeliveredAt: null,
    oldSecretUntil: null,
    apiKey: null,
    createdAt: NOW,
    ...changed,
  });
}

function delivery(changed: object = {}) {
  return deliveryView.parse({
    id: ID,
    messageId: "msg_1",
    type: "booking.held",
    eventId: ID,
    bookingId: ID,
    state: "queued",
    tries: 0,
    nextTryAt: NOW,
    lastStatus: null,
    lastProblem: null,
    deliveredAt: null,
    createdAt: NOW,
    payload: "{}",
    ...changed,
  });
}

describe("words about webhooks", () => {
  it("offer every event once", () => {
    expect(TYPE_GROUPS.flatMap(({ types }) => types)).toEqual([...WEBHOOK_TYPES]);
  });

  it("say how a webhook is doing", () => {
    expect(healthOf(webhook())).toBe("working");
    expect(healthWords(webhook()).more).toBe("Nothing has been delivered yet.");
    expect(healthOf(webhook({ failingSince: NOW }))).toBe("failing");
    const failing = healthWords(webhook({ failingSince: NOW, lastProblem: "No answer." }));
    expect(failing.state).toMatch(/^Failing since .*14 May 2027/);
    expect(failing.more).toBe("No answer. Each delivery is tried for three days.");
    expect(healthOf(webhook({ isEnabled: false }))).toBe("off");
    expect(healthOf(webhook({ isEnabled: false, isGone: true }))).toBe("gone");
    expect(eventsWords(webhook())).toBe("1 event");
    expect(eventsWords(webhook({ events: [...WEBHOOK_TYPES] }))).toBe("All events");
  });

  it("say how often something was tried", () => {
    expect(tryWords(delivery())).toEqual(["Not tried yet"]);
    const [failed, why] = tryWords(delivery({ tries: 1, lastProblem: "No answer." }));
    expect(failed).toMatch(/^1 try, next /);
    expect(why).toBe("No answer.");
    expect(
      tryWords(delivery({ state: "delivered", tries: 2, deliveredAt: NOW, nextTryAt: null }))[0],
    ).toMatch(/^2 tries, delivered /);
    expect(tryWords(delivery({ state: "given_up", tries: 20, nextTryAt: null }))).toEqual(["20 tries"]);
  });

  it("say what came of a test", () => {
    const arrived = { isDelivered: true, status: 204, problem: null, durationMs: 1_200 };
    expect(testWords(arrived)).toBe("The test arrived: the receiver answered 204 after 1,200 ms.");
    const lost = { isDelivered: false, status: null, problem: "No answer.", durationMs: 15_000 };
    expect(testWords(lost)).toBe("The test did not arrive. No answer. (after 15,000 ms)");
  });

  it("show a payload as it can be read, whatever it is", () => {
    expect(readablePayload('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(readablePayload("no JSON")).toBe("no JSON");
  });
});
