import { randomId } from "@foyer/contract/random-id";
import { writeTicketCode } from "@foyer/contract/ticket";
import { type ChangedTicket, ticketClaims } from "@foyer/contract/ticket-code";
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { trpc } from "../api/client";
import { serverClock } from "../shared/server-clock";
import type { Scan } from "./scan";
import { addScan, takeBack, withoutConfirmations } from "./scan-queue";
import { createSender, type LinkState } from "./scan-sender";
import { clearOldScans, createScanStore } from "./scan-store";
import { sendOperation } from "./send-operation";
import { readTicketKey, storeTicketKey } from "./ticket-key-store";
import { importTicketKey, judgeClaims } from "./ticket-signature";

const NONE_CHANGED: readonly ChangedTicket[] = [];

/** State and actions of the check-in page. Scans are stored before they are sent. */
export type Door = {
  /** Oldest first. */
  scans: readonly Scan[];
  link: LinkState;
  /** The error of the last operation without an result; null if there is none. */
  error: unknown;
  /** Whether this device can verify signatures itself. */
  canJudge: boolean;
  /** Adds a scanned code; returns the scan's id, or undefined if it is no ticket code. */
  scan: (text: string) => Promise<string | undefined>;
  takeBack: (scanId: string) => void;
  change: (change: (queue: readonly Scan[]) => readonly Scan[]) => void;
};

export function useScanQueue(
  eventId: string,
  userId: string,
  ticketKey: string | undefined,
  changedTickets: readonly ChangedTicket[] = NONE_CHANGED,
): Door {
  const utils = trpc.useUtils();
  const [link, setLink] = useState<LinkState>("idle");
  const [error, setError] = useState<unknown>(null);
  const store = useMemo(() => createScanStore(userId, eventId), [userId, eventId]);
  const scans = useSyncExternalStore(store.subscribe, store.read);
  const signing = useSigningKey(eventId, userId, ticketKey);
  const wake = useRef(() => {});

  useEffect(() => {
    clearOldScans(serverClock.now().getTime());
    store.update(withoutConfirmations);
    const sender = createSender({
      store,
      async send(operation) {
        const {
          result,
          counts,
          error: failed = null,
        } = await sendOperation(utils.client.booking, eventId, operation);
        setError(result.kind === "unreachable" ? failed : null);
        if (counts) utils.event.door.setData({ eventId }, (door) => door && { ...door, counts });
        return result;
      },
      now: () => serverClock.now().getTime(),
      schedule(work, ms) {
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
      const judged = await judgeClaims({ key: await signing, changedTickets }, eventId, ticketClaims(text));
      if (judged === undefined) return undefined;
      const { claim, signature } = judged;
      const { bookingId, number } = claim;
      const scanId = randomId();
      const scannedAt = serverClock.now().getTime();
      const ticket = { bookingId, number };
      change((queue) =>
        addScan(queue, { scanId, code: writeTicketCode(claim), ticket, scannedAt }, signature),
      );
      return scanId;
    },
    [signing, changedTickets, eventId, change],
  );
  return {
    scans,
    link,
    error,
    canJudge: useResolved(signing) !== undefined,
    scan,
    takeBack: (scanId) => change((queue) => takeBack(queue, scanId, randomId())),
    change,
  };
}

/** The verification key: the one just fetched, or the one stored in this tab. */
function useSigningKey(eventId: string, userId: string, fetched: string | undefined) {
  useEffect(() => {
    if (fetched !== undefined) storeTicketKey(userId, eventId, fetched);
  }, [userId, eventId, fetched]);
  const ticketKey = fetched ?? readTicketKey(userId, eventId);
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
