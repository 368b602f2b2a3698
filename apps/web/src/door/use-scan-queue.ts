import { writeTicketCode } from "@foyer/contract/ticket";
import { ticketClaims } from "@foyer/contract/ticket-code";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { trpc } from "../api/client";
import { newKey } from "../shared/idempotency-key";
import { serverClock } from "../shared/server-clock";
import { deliverScan } from "./deliver-scan";
import { keepTicketKey, keptTicketKey } from "./kept-ticket-key";
import type { Scan } from "./scan";
import { addScan, takeBack, withoutQuestions } from "./scan-queue";
import { createSender, type Link } from "./scan-sender";
import { createScanStore, forgetOldScans } from "./scan-store";
import { importTicketKey, judgeClaims } from "./ticket-signature";

/** What one door shows and does: scans go into a queue that is kept before any of them is sent. */
export type Door = {
  /** Oldest first. */
  scans: readonly Scan[];
  link: Link;
  /** What the last errand without an answer failed with; null when all is well. */
  error: unknown;
  /** Whether this device can tell a ticket of this event from another by itself. */
  canJudge: boolean;
  /** Takes a code in; answers the scan's id, or nothing when it is no ticket code at all. */
  scan: (text: string) => Promise<string | undefined>;
  takeBack: (scanId: string) => void;
  change: (change: (queue: readonly Scan[]) => readonly Scan[]) => void;
};

export function useScanQueue(eventId: string, userId: string, ticketKey: string | undefined): Door {
  const utils = trpc.useUtils();
  const [link, setLink] = useState<Link>("resting");
  const [error, setError] = useState<unknown>(null);
  const store = useMemo(() => createScanStore(userId, eventId), [userId, eventId]);
  const scans = useSyncExternalStore(store.subscribe, store.read);
  const signing = useSigningKey(eventId, userId, ticketKey);
  const wake = useRef(() => {});

  useEffect(() => {
    forgetOldScans(serverClock.now().getTime());
    store.update(withoutQuestions);
    const sender = createSender({
      store,
      async deliver(errand) {
        const {
          answer,
          counts,
          error: failed = null,
        } = await deliverScan(utils.client.booking, eventId, errand);
        setError(answer.kind === "unreachable" ? failed : null);
        if (counts) utils.event.door.setData({ eventId }, (door) => door && { ...door, counts });
        return answer;
      },
      now: () => serverClock.now().getTime(),
      later(work, ms) {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      },
      onLink: setLink,
    });
    wake.current = sender.wake;
    sender.wake();
    window.addEventListener("online", sender.wake);
    return () => {
      window.removeEventListener("online", sender.wake);
      sender.stop();
    };
  }, [store, utils, eventId]);

  const change = useCallback<Door["change"]>(
    (apply) => {
      store.update(apply);
      wake.current();
    },
    [store],
  );
  const scan = useCallback<Door["scan"]>(
    async (text) => {
      const judged = await judgeClaims(await signing, eventId, ticketClaims(text));
      if (judged === undefined) return undefined;
      const { claim, signature } = judged;
      const { bookingId, number } = claim;
      const scanId = newKey();
      const scannedAt = serverClock.now().getTime();
      const ticket = { bookingId, number };
      change((queue) =>
        addScan(queue, { scanId, code: writeTicketCode(claim), ticket, scannedAt }, signature),
      );
      return scanId;
    },
    [signing, eventId, change],
  );
  return {
    scans,
    link,
    error,
    canJudge: useResolved(signing) !== undefined,
    scan,
    takeBack: (scanId) => change((queue) => takeBack(queue, scanId, newKey())),
    change,
  };
}

/** The key to judge with: the one just fetched, or the one kept in this tab. */
function useSigningKey(eventId: string, userId: string, fetched: string | undefined) {
  useEffect(() => {
    if (fetched !== undefined) keepTicketKey(userId, eventId, fetched);
  }, [userId, eventId, fetched]);
  const ticketKey = fetched ?? keptTicketKey(userId, eventId);
  return useMemo(
    () => (ticketKey === undefined ? Promise.resolve(undefined) : importTicketKey(ticketKey)),
    [ticketKey],
  );
}

function useResolved<Value>(promise: Promise<Value>): Value | undefined {
  const [value, setValue] = useState<Value>();
  useEffect(() => {
    let isCurrent = true;
    void promise.then((resolved) => {
      if (isCurrent) setValue(() => resolved);
    });
    return () => {
      isCurrent = false;
    };
  }, [promise]);
  return value;
}
