// @vitest-environment happy-dom
import { createHmac, randomBytes } from "node:crypto";
import { base32, SIGNATURE_BYTES, signedText, writeTicketCode } from "@foyer/contract/ticket";
import { act, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { useScanQueue } from "../../src/door/use-scan-queue";
import { FakeApi, lost, refused } from "../kit/api";
import { openPage } from "../kit/open-page";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});

const EVENT = "e".repeat(24);
const KEY = randomBytes(32);

function ticket(number: number, bookingId = "b".repeat(24)): string {
  const claim = { bookingId, number };
  const mac = createHmac("sha256", KEY).update(signedText(EVENT, claim)).digest();
  return writeTicketCode({ ...claim, signature: base32(mac.subarray(0, SIGNATURE_BYTES)) });
}

/** A door whose network can be pulled out; the server lets everybody in. */
function door(network = { isThere: true }, api = new FakeApi()) {
  api.on("booking.checkIn", ({ code }) => {
    if (!network.isThere) throw lost();
    return {
      bookingId: "b".repeat(24),
      attendeeName: "Ann Li",
      ticketNumber: Number(code.split("-")[1]) || 1,
      ticketQuantity: 4,
      amountDue: 0,
      currency: "EUR",
      admittedAt: new Date(),
      counts: { admitted: 1, expected: 4 },
    };
  });
  api.on("booking.undoCheckIn", () => {
    if (!network.isThere) throw lost();
    return { counts: { admitted: 0, expected: 4 } };
  });
  const page = openPage(api, () => useScanQueue(EVENT, "mina", KEY.toString("base64url")), {
    props: undefined,
  });
  const scan = (code: string) => act(() => page.result.current.scan(code));
  const comeBack = () => {
    network.isThere = true;
    act(() => {
      window.dispatchEvent(new Event("online"));
    });
  };
  const kinds = () => page.result.current.scans.map(({ outcome }) => outcome.kind);
  const sent = () => api.inputs("booking.checkIn");
  return { ...page, api, network, scan, comeBack, kinds, sent };
}

describe("the door's queue", () => {
  it("sends scans one after the other and shows what the server says", async () => {
    const { scan, kinds, sent, result } = door();
    for (const number of [1, 2, 3]) await scan(ticket(number));
    await waitFor(() => expect(kinds()).toEqual(["admitted", "admitted", "admitted"]));
    expect(sent().map(({ code }) => code)).toEqual([1, 2, 3].map((number) => ticket(number)));
    await waitFor(() => expect(result.current.link).toBe("idle"));
  });

  it("takes in nothing that is no ticket's code", async () => {
    const { scan, result, sent } = door();
    expect(await scan("https://example.com")).toBeUndefined();
    expect(result.current.scans).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it("keeps scans without a network through a reload, and sends them in order with the ids they began with", async () => {
    const offline = door({ isThere: false });
    for (const number of [1, 2, 3]) await offline.scan(ticket(number));
    await waitFor(() => expect(offline.result.current.link).toBe("broken"));
    const ids = offline.result.current.scans.map(({ scanId }) => scanId);
    // Without the server the door judges by the event's key alone.
    expect(offline.result.current.canJudge).toBe(true);
    expect(offline.result.current.error).not.toBeNull();
    const tried = offline.sent().map(({ scanId }) => scanId);
    expect(new Set(tried)).toEqual(new Set([ids[0]]));
    offline.close();

    const again = door({ isThere: false });
    expect(again.result.current.scans.map(({ scanId }) => scanId)).toEqual(ids);
    await again.scan(ticket(4));
    again.comeBack();
    await waitFor(() => expect(again.kinds()).toEqual(Array.from({ length: 4 }, () => "admitted")));
    const answered = again.sent().map(({ scanId }) => scanId);
    expect([...new Set(answered)]).toEqual(again.result.current.scans.map(({ scanId }) => scanId));
    expect(again.result.current.error).toBeNull();
  });

  it("sends a scan again after a lost answer with the same id, so that its ticket is not refused as used", async () => {
    const network = { isThere: false };
    const { scan, comeBack, kinds, sent, result } = door(network);
    await scan(ticket(1));
    await waitFor(() => expect(result.current.link).toBe("broken"));
    comeBack();
    await waitFor(() => expect(kinds()).toEqual(["admitted"]));
    expect(new Set(sent().map(({ scanId }) => scanId)).size).toBe(1);
    expect(sent().length).toBeGreaterThan(1);
  });

  it("takes an admission back after it was sent, also one that was scanned without a network", async () => {
    const { scan, comeBack, result, api, sent } = door({ isThere: false });
    const scanId = await scan(ticket(1));
    await waitFor(() => expect(result.current.link).toBe("broken"));
    act(() => result.current.takeBack(scanId ?? ""));
    comeBack();
    await waitFor(() => expect(api.inputs("booking.undoCheckIn")).toHaveLength(1));
    expect(sent().length).toBeGreaterThan(0);
    await waitFor(() => expect(result.current.scans[0]?.undo?.isSent).toBe(true));
  });

  it("says what the server refused, and goes on with the next", async () => {
    const api = new FakeApi();
    const { scan, kinds } = door(undefined, api);
    api.on("booking.checkIn", ({ code }) => {
      if (code === ticket(1)) throw refused("ALREADY_CHECKED_IN", { admittedBy: "Mina Holt" });
      throw refused("TICKET_NOT_VALID");
    });
    await scan(ticket(1));
    await scan(ticket(2));
    await waitFor(() => expect(kinds()).toEqual(["refused", "refused"]));
  });
});
