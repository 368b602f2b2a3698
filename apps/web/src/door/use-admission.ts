import type { BookingId } from "@foyer/contract/ids";
import { useState } from "react";
import { trpc } from "../api/client";
import { errorCodeOf, isNoAnswer } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useIdempotencyKey } from "../shared/idempotency-key";
import { useOneAtATime } from "../shared/one-at-a-time";
import { cueOfRefusal } from "./cue";
import type { Cues } from "./use-cues";

type Action = "admit" | "take-back";

/** How the last action ended. A new object each time, so that the same ending twice is two. */
type Ending =
  | { kind: "done"; action: Action; numbers: readonly number[] }
  | { kind: "failed"; action: Action; error: unknown };

export type Admission = {
  ending: Ending | undefined;
  isWorking: boolean;
  admit: (numbers: readonly number[]) => void;
  takeBack: (numbers: readonly number[]) => void;
};

/** Admits tickets of a booking that was found, and takes that back. A retry after a lost answer is the same call. */
export function useAdmission(eventId: string, bookingId: BookingId, play: Cues["play"]): Admission {
  const utils = trpc.useUtils();
  const [ending, setEnding] = useState<Ending>();
  const admitting = useIdempotencyKey();
  const undoing = useIdempotencyKey();

  const handlers = (action: Action, { settle }: typeof admitting) => ({
    async onSuccess({ tickets, counts }: { tickets: { number: number }[]; counts: Counts }) {
      settle();
      if (action === "admit") play("admitted");
      setEnding({ kind: "done", action, numbers: tickets.map(({ number }) => number) });
      utils.event.door.setData({ eventId }, (door) => door && { ...door, counts });
      await utils.booking.findAtDoor.invalidate();
    },
    async onError(error: unknown) {
      const reason = errorCodeOf(error);
      if (!isNoAnswer(error)) settle();
      if (action === "admit" && reason !== undefined) play(cueOfRefusal(reason));
      setEnding({ kind: "failed", action, error });
      await utils.booking.findAtDoor.invalidate();
    },
  });
  const admit = trpc.booking.admit.useMutation({ ...retryWithKey, ...handlers("admit", admitting) });
  const undo = trpc.booking.undoAdmit.useMutation({ ...retryWithKey, ...handlers("take-back", undoing) });
  const startAdmit = useOneAtATime(admit);
  const startUndo = useOneAtATime(undo);
  const inputOf = (numbers: readonly number[], { keyFor }: typeof admitting) => ({
    eventId,
    id: bookingId,
    ticketNumbers: [...numbers],
    scanId: keyFor(numbers.join(" ")),
  });
  return {
    ending,
    isWorking: admit.isPending || undo.isPending,
    admit: (numbers) => startAdmit(inputOf(numbers, admitting)),
    takeBack: (numbers) => startUndo(inputOf(numbers, undoing)),
  };
}

type Counts = { admitted: number; expected: number };
