import { describe, expect, it } from "vitest";
import { CUES, type Cue, cueOf, cueOfRefusal, isNews } from "../src/door/cue";
import { type CueAudio, createCuePlayer } from "../src/door/cue-player";
import type { Outcome, Scan } from "../src/door/scan";

const NOW = new Date("2027-03-12T19:02:00Z");

function scanOf(outcome: Outcome, secondsAgo = 0): Scan {
  return {
    scanId: "one",
    code: "FOYER-…",
    ticket: { bookingId: "b", number: 1 },
    scannedAt: NOW.getTime() - secondsAgo * 1_000,
    outcome,
    undo: null,
    failures: 0,
    needsSorting: false,
  };
}

const ADMITTED: Outcome = {
  kind: "admitted",
  admission: {
    bookingId: "b",
    attendeeName: "Ann Li",
    ticketNumber: 1,
    ticketQuantity: 2,
    amountDue: 0,
    currency: "EUR",
  },
};
const HELD: Outcome = { kind: "held", isGenuine: true };

describe("the cues", () => {
  it("differ in what is heard and in what is felt, and are over before the next ticket", () => {
    const all = Object.values(CUES);
    const rhythms = all.map(({ notes }) => JSON.stringify(notes.map(({ at, lasts }) => [at, lasts])));
    expect(new Set(rhythms).size).toBe(all.length);
    expect(new Set(all.map(({ vibration }) => String(vibration))).size).toBe(all.length);
    for (const { notes, vibration } of all) {
      expect(Math.max(...notes.map(({ at, lasts }) => at + lasts))).toBeLessThan(600);
      expect(vibration.reduce((sum, part) => sum + part, 0)).toBeLessThanOrEqual(600);
    }
  });

  it("say what became of a scan, and nothing while it is checked or once it was taken back", () => {
    const at = { link: "sending", now: NOW } as const;
    expect(cueOf(scanOf(ADMITTED), at)).toBe("admitted");
    expect(cueOf(scanOf(HELD), at)).toBeUndefined();
    expect(cueOf(scanOf(HELD, 4), at)).toBe("queued");
    expect(cueOf(scanOf(HELD), { ...at, link: "broken" })).toBe("queued");
    const refused = { kind: "refused", refusal: { reason: "TICKET_CANCELLED" }, asksServer: false } as const;
    expect(cueOf(scanOf(refused), at)).toBe("cancelled");
    expect(cueOf({ ...scanOf(ADMITTED), undo: { scanId: "u", isSent: true } }, at)).toBeUndefined();
    expect(
      (["ALREADY_CHECKED_IN", "TICKET_OF_ANOTHER_EVENT", "EVENT_CANCELLED", "TICKET_NOT_VALID"] as const).map(
        cueOfRefusal,
      ),
    ).toEqual(["used", "elsewhere", "cancelled", "invalid"]);
  });

  it("come once for a scan, and again only when what was queued is refused", () => {
    const heard = (cue: Cue) => ({ scanId: "one", cue });
    expect(isNews(undefined, heard("admitted"))).toBe(true);
    expect(isNews(heard("admitted"), heard("admitted"))).toBe(false);
    expect(isNews(heard("queued"), heard("admitted"))).toBe(false);
    expect(isNews(heard("queued"), heard("used"))).toBe(true);
    expect(isNews(heard("used"), heard("admitted"))).toBe(true);
    expect(isNews(heard("used"), { scanId: "two", cue: "used" })).toBe(true);
  });
});

/** Audio that a browser suspends until somebody touches the page. */
function silentAudio() {
  const sounding: string[] = [];
  const resumed: (() => void)[] = [];
  const audio = {
    state: "suspended" as AudioContextState,
    currentTime: 0,
    destination: {},
    createGain: () => ({
      gain: { setValueAtTime() {}, linearRampToValueAtTime() {} },
      connect() {},
      disconnect: () => sounding.push("cut"),
    }),
    createOscillator: () => ({
      frequency: { setValueAtTime: (frequency: number) => sounding.push(`${frequency} Hz`) },
      connect() {},
      start() {},
      stop() {},
    }),
    resume: () => new Promise<void>((resolve) => resumed.push(resolve)),
    close: () => Promise.resolve(),
  };
  async function allow(): Promise<void> {
    audio.state = "running";
    for (const resolve of resumed.splice(0)) resolve();
    await Promise.resolve();
    await Promise.resolve();
  }
  return { audio, sounding, allow };
}

describe("the player", () => {
  function player() {
    const { audio, ...parts } = silentAudio();
    const felt: string[] = [];
    const clock = { ms: 0 };
    const cues = createCuePlayer({
      openAudio: () => audio as unknown as CueAudio,
      vibrate: (pattern) => felt.push(String(pattern)),
      now: () => clock.ms,
    });
    return { ...parts, felt, clock, cues };
  }

  it("is silent before somebody touches the page, and plays nothing late", async () => {
    const { cues, sounding, allow, felt, clock } = player();
    cues.play("admitted");
    expect(felt).toEqual(["80"]);
    cues.unlock();
    cues.play("used");
    clock.ms = 5_000;
    await allow();
    expect(sounding).toEqual([]);
    cues.play("admitted");
    expect(sounding).toEqual(["660 Hz", "990 Hz"]);
  });

  it("plays what the first touch itself scans, and the last of two", async () => {
    const { cues, sounding, allow } = player();
    cues.unlock();
    cues.play("invalid");
    cues.play("queued");
    await allow();
    expect(sounding).toEqual(["523 Hz"]);
    cues.play("invalid");
    expect(sounding).toEqual(["523 Hz", "cut", "220 Hz"]);
  });
});
