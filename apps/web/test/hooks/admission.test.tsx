// @vitest-environment happy-dom
import { bookingId } from "@foyer/contract/ids";
import { act, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { Cue } from "../../src/door/cue";
import { useAdmission } from "../../src/door/use-admission";
import { FakeApi, lost, refused } from "../kit/api";
import { openPage } from "../kit/open-page";

const EVENT = "e".repeat(24);
const BOOKING = bookingId.parse("b".repeat(24));

function found() {
  const api = new FakeApi();
  const heard: Cue[] = [];
  const play = (cue: Cue) => heard.push(cue);
  const page = openPage(api, () => useAdmission(EVENT, BOOKING, play), { props: undefined });
  const answer = ({ ticketNumbers }: { ticketNumbers: number[] }) => ({
    tickets: ticketNumbers.map((number) => ({ number, admittedAt: new Date(), admittedBy: "Mina" })),
    counts: { admitted: ticketNumbers.length, expected: 4 },
  });
  const ending = () => page.result.current.ending;
  const sentIds = (path = "booking.admit") => api.inputs(path).map(({ scanId }) => scanId);
  return { ...page, api, heard, answer, ending, sentIds };
}

describe("admitting what was found", () => {
  it("sends the same call again after a lost answer, and another one for other tickets", async () => {
    const { api, result, ending, answer, sentIds, heard } = found();
    api.on("booking.admit", () => {
      throw lost();
    });
    act(() => result.current.admit([1, 3]));
    await waitFor(() => expect(ending()?.kind).toBe("failed"));
    // Nobody knows whether they are inside, so nothing says so.
    expect(heard).toEqual([]);
    api.on("booking.admit", answer);
    act(() => result.current.admit([1, 3]));
    await waitFor(() => expect(ending()).toEqual({ kind: "done", action: "admit", numbers: [1, 3] }));
    expect(heard).toEqual(["admitted"]);
    expect(new Set(sentIds()).size).toBe(1);
    act(() => result.current.admit([2]));
    await waitFor(() => expect(ending()).toMatchObject({ numbers: [2] }));
    expect(new Set(sentIds()).size).toBe(2);
  });

  it("tells of a refusal by its own cue, and takes back with an id of its own", async () => {
    const { api, result, ending, answer, heard, sentIds } = found();
    api.on("booking.admit", () => {
      throw refused("ALREADY_CHECKED_IN");
    });
    api.on("booking.undoAdmit", answer);
    act(() => {
      result.current.admit([1]);
      // A double click.
      result.current.admit([1]);
    });
    await waitFor(() => expect(ending()).toMatchObject({ kind: "failed", action: "admit" }));
    expect(sentIds()).toHaveLength(1);
    expect(heard).toEqual(["used"]);
    act(() => result.current.takeBack([1]));
    await waitFor(() => expect(ending()).toEqual({ kind: "done", action: "take-back", numbers: [1] }));
    expect(sentIds("booking.undoAdmit")).not.toEqual(sentIds());
    expect(heard).toEqual(["used"]);
  });
});
