import { createAdmission } from "@foyer/domain/booking-queue/admission";
import { describe, expect, it } from "vitest";

const LIMITS = { perEvent: 100, total: 150, longestWaitMs: 5_000 };
const codeOf = (work: () => void) => {
  try {
    work();
    return "admitted";
  } catch (error) {
    return error;
  }
};

describe("admission", () => {
  it("ends at the limit of an event, and at that of all events", () => {
    const admission = createAdmission(50, LIMITS);
    const admit = (ofEvent: number, total: number) =>
      codeOf(() => admission.admit({ ofEvent, total, events: 2 }));
    expect([admit(99, 99), admit(0, 149)]).toEqual(["admitted", "admitted"]);
    const busy = { code: "BUSY", details: { retryAfterSeconds: 1 } };
    expect([admit(100, 100), admit(0, 150)]).toMatchObject([busy, busy]);
    expect(admission.refused()).toBe(2);
  });

  it("ends before that when the wait would be too long, and says how long it is", () => {
    const admission = createAdmission(10, LIMITS);
    for (let batch = 0; batch < 40; batch++) admission.batchDone(1_000);
    admission.setPause(250);
    const admit = (ofEvent: number) => codeOf(() => admission.admit({ ofEvent, total: ofEvent, events: 1 }));
    // Three batches of 1.25 seconds, and four.
    expect(admit(30)).toBe("admitted");
    expect(admit(41)).toMatchObject({ code: "BUSY", details: { retryAfterSeconds: 7 } });
  });
});
