import type { LiveUpdate } from "@foyer/contract/live";
import { describe, expect, it } from "vitest";
import { createLiveHub, type TabMessage } from "../src/live/live-hub";
import { joinTopics, NO_TOPICS, type Topics } from "../src/live/topics";

const EVENT: Topics = { eventIds: ["a"], activityOf: [] };
const OTHER: Topics = { eventIds: ["b"], activityOf: [] };
const UPDATE = { kind: "activity", activity: { eventId: "a", bookings: [], isComplete: true } } as unknown;
const update = UPDATE as LiveUpdate;

/** A browser: tabs, what they tell each other, and its open streams. */
function browser() {
  const listeners = new Map<string, (message: TabMessage) => void>();
  const queue: { tab: string; lead: () => void; signal: AbortSignal }[] = [];
  const streams: {
    tab: string;
    topics: Topics;
    lastEventId: string | undefined;
    send(id: string): void;
    fail(): void;
  }[] = [];
  const seen: string[] = [];
  let opened = 0;

  function elect(): void {
    const [first] = queue;
    first?.lead();
  }

  function openTab(tab: string, { isSharing = true } = {}) {
    return createLiveHub({
      sharing: isSharing
        ? {
            tab,
            post(message) {
              for (const [other, listener] of listeners) if (other !== tab) listener(message);
            },
            listen: (listener) => void listeners.set(tab, listener),
            lead(lead, signal) {
              const candidate = { tab, lead, signal };
              queue.push(candidate);
              signal.addEventListener("abort", () => {
                const wasFirst = queue[0] === candidate;
                queue.splice(queue.indexOf(candidate), 1);
                if (wasFirst) elect();
              });
              if (queue[0] === candidate) lead();
            },
          }
        : undefined,
      open(topics, lastEventId, { onUpdate, onError }) {
        opened++;
        const stream = {
          tab,
          topics,
          lastEventId,
          send: (id: string) => onUpdate(update, id),
          fail: onError,
        };
        streams.push(stream);
        return () => void streams.splice(streams.indexOf(stream), 1);
      },
      onUpdate: () => void seen.push(tab),
    });
  }
  return { openTab, streams, seen, opened: () => opened };
}

describe("the tabs of a browser", () => {
  it("have one stream for what all of them show, and each is told", () => {
    const { openTab, streams, seen } = browser();
    const [one, two] = [openTab("one"), openTab("two")];
    one.want(EVENT);
    two.want(OTHER);
    expect(streams).toMatchObject([{ tab: "one", topics: { eventIds: ["a", "b"] } }]);
    streams[0]?.send("1");
    expect(seen.toSorted()).toEqual(["one", "two"]);
  });

  it("have none while all are hidden, and go on after the last message when one is shown again", () => {
    const { openTab, streams } = browser();
    const one = openTab("one");
    one.want(EVENT);
    streams[0]?.send("7");
    one.want(NO_TOPICS);
    expect(streams).toEqual([]);
    one.want(EVENT);
    expect(streams).toMatchObject([{ lastEventId: "7" }]);
  });

  it("pass the stream on when the tab that has it is hidden or closed", () => {
    const { openTab, streams } = browser();
    const [one, two, three] = [openTab("one"), openTab("two"), openTab("three")];
    one.want(EVENT);
    two.want(OTHER);
    three.want({ eventIds: ["c"], activityOf: [] });
    one.want(NO_TOPICS);
    expect(streams).toMatchObject([{ tab: "two", topics: { eventIds: ["b", "c"] } }]);
  });

  it("do not open the stream anew when another tab shows the same", () => {
    const { openTab, opened } = browser();
    const [one, two] = [openTab("one"), openTab("two")];
    one.want(EVENT);
    two.want(EVENT);
    one.want({ ...EVENT });
    expect(opened()).toBe(1);
  });

  it("begin anew when somebody else signs in", () => {
    const { openTab, streams } = browser();
    const one = openTab("one");
    one.want({ ...EVENT, bookingsOf: "me" });
    streams[0]?.send("7");
    one.want({ ...EVENT, bookingsOf: "you" });
    expect(streams).toMatchObject([{ topics: { bookingsOf: "you" }, lastEventId: undefined }]);
  });

  it("leave a stream that was refused until something else is shown", () => {
    const { openTab, streams, opened } = browser();
    const one = openTab("one");
    one.want(EVENT);
    streams.splice(0)[0]?.fail();
    one.want({ ...EVENT });
    expect(opened()).toBe(1);
    one.want(OTHER);
    expect(streams).toMatchObject([{ topics: OTHER }]);
  });

  it("have a stream each where the browser cannot share", () => {
    const { openTab, streams } = browser();
    openTab("one", { isSharing: false }).want(EVENT);
    openTab("two", { isSharing: false }).want(EVENT);
    expect(streams).toHaveLength(2);
  });
});

describe("topics together", () => {
  it("are bounded by what a stream follows, the latest first", () => {
    const many = Array.from({ length: 30 }, (_, index) => ({ eventIds: [`e${index}`], activityOf: [] }));
    const { eventIds } = joinTopics(many);
    expect(eventIds).toHaveLength(20);
    expect(eventIds).toContain("e29");
    expect(eventIds).not.toContain("e0");
  });
});
