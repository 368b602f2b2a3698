import type { BookingView, createForSomebodyInput } from "@foyer/contract/booking";
import type { ErrorCode } from "@foyer/contract/error-codes";
import type { BookingId } from "@foyer/contract/ids";
import { randomId } from "@foyer/contract/random-id";
import { useRef, useState } from "react";
import type { z } from "zod";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { retryWithKey } from "../api/query-client";
import { useRefreshTickets } from "../api/refresh";
import type { Cues } from "./use-cues";

/** What is sold at the door, and whether its holders come in at once. */
export interface DoorOrder {
  readonly booking: Omit<z.input<typeof createForSomebodyInput>, "idempotencyKey">;
  readonly isAdmitted: boolean;
}

/** The steps of a sale, in order: the tickets, the cash, the admission. */
type Step = "sell" | "pay" | "admit";

/** What is known of a booking that was made. */
export interface Sold {
  readonly bookingId: BookingId;
  readonly ticketQuantity: number;
  /** In minor units of `currency`. */
  readonly totalAmount: number;
  readonly currency: string;
}

type Made = Pick<BookingView, "id" | "ticketQuantity" | "totalAmount" | "currency">;

/** Where a sale stands. A new object each time, so that the same ending twice is two. */
export type Sale =
  | { readonly kind: "open" }
  /** Nothing was sold. */
  | { readonly kind: "refused"; readonly error: unknown; readonly expected: number | undefined }
  /** Before `step`; whether the tickets are sold is not known while `sold` is missing. */
  | {
      readonly kind: "unfinished";
      readonly step: Step;
      readonly error: unknown;
      readonly sold: Sold | undefined;
    }
  | { readonly kind: "done"; readonly sold: Sold; readonly isAdmitted: boolean };

/** A sale with the keys of its steps: sent again, each of them is the same one. */
interface Intent {
  readonly order: DoorOrder;
  readonly text: string;
  readonly sellKey: string;
  readonly payKey: string;
  readonly scanId: string;
}

function intentOf(order: DoorOrder, text: string): Intent {
  return { order, text, sellKey: randomId(), payKey: randomId(), scanId: randomId() };
}

/**
 * Sells tickets at the door for cash: books them, marks them as paid and admits them. After a failure all steps are sent
 * again with their keys: those that were carried out answer as they did before.
 */
export function useSell(eventId: string, play: Cues["play"]) {
  const utils = trpc.useUtils();
  const refresh = useRefreshTickets();
  const [sale, setSale] = useState<Sale>({ kind: "open" });
  const [isWorking, setIsWorking] = useState(false);
  const intent = useRef<Intent>(undefined);
  const isUnderWay = useRef(false);
  const create = trpc.booking.createForSomebody.useMutation(retryWithKey);
  const markPaid = trpc.booking.markPaid.useMutation(retryWithKey);
  const admit = trpc.booking.admit.useMutation(retryWithKey);

  async function carryOut({ order, sellKey, payKey, scanId }: Intent, before: Sale): Promise<Sale> {
    const { booking, isAdmitted } = order;
    let step: Step = "sell";
    let sold = before.kind === "unfinished" ? before.sold : undefined;
    try {
      sold ??= soldBy(await create.mutateAsync({ ...booking, idempotencyKey: sellKey }));
      step = "pay";
      if (sold.totalAmount > 0) await pay(sold.bookingId, payKey);
      step = "admit";
      if (isAdmitted) await letIn(sold, scanId);
      return { kind: "done", sold, isAdmitted };
    } catch (error) {
      return sold === undefined && isRefusal(error, before)
        ? { kind: "refused", error, expected: booking.expectedTotalAmount }
        : { kind: "unfinished", step, error, sold };
    }
  }

  async function letIn({ bookingId: id, ticketQuantity }: Sold, scanId: string): Promise<void> {
    // The tickets of a new booking are numbered from 1.
    const ticketNumbers = Array.from({ length: ticketQuantity }, (_, index) => index + 1);
    const { counts } = await admit.mutateAsync({ eventId, id, ticketNumbers, scanId });
    play("admitted");
    utils.event.door.setData({ eventId }, (door) => door && { ...door, counts });
  }

  async function pay(id: BookingId, idempotencyKey: string): Promise<void> {
    try {
      await markPaid.mutateAsync({ id, idempotencyKey });
    } catch (error) {
      // Somebody else has marked it meanwhile.
      if (errorCodeOf(error) !== "NOTHING_TO_PAY") throw error;
    }
  }

  async function start(next: Intent): Promise<void> {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    intent.current = next;
    setIsWorking(true);
    const after = await carryOut(next, sale);
    if (after.kind === "done" || (after.kind === "refused" && isKeyUsedUp(after.error))) {
      intent.current = undefined;
    }
    isUnderWay.current = false;
    setIsWorking(false);
    setSale(after);
    await refresh();
  }

  return {
    sale,
    isWorking,
    sell(order: DoorOrder) {
      const text = JSON.stringify(order);
      void start(intent.current?.text === text ? intent.current : intentOf(order, text));
    },
    /** Carries on with an unfinished sale. */
    goOn() {
      if (intent.current !== undefined) void start(intent.current);
    },
    /** Forgets how the last sale ended; an unfinished one stays as far as it came. */
    startAnew() {
      intent.current = undefined;
      setSale({ kind: "open" });
    },
    forgetRefusal() {
      setSale((before) => (before.kind === "refused" ? { kind: "open" } : before));
    },
  };
}

function soldBy({ id, ticketQuantity, totalAmount, currency }: Made): Sold {
  return { bookingId: id, ticketQuantity, totalAmount, currency };
}

/** Errors after which a call may have been carried out. */
const UNCERTAIN: ReadonlySet<ErrorCode> = new Set(["INTERNAL", "DATABASE_UNAVAILABLE"]);
/** Errors of calls that were not looked at: they say nothing of an earlier attempt. */
const NOT_LOOKED_AT: ReadonlySet<ErrorCode> = new Set([
  "BUSY",
  "RATE_LIMITED",
  "UNAUTHENTICATED",
  "SESSION_REUSED",
]);

/** Whether an error says that nothing was sold. */
function isRefusal(error: unknown, before: Sale): boolean {
  const code = errorCodeOf(error);
  if (code === undefined || UNCERTAIN.has(code)) return false;
  return before.kind !== "unfinished" || !NOT_LOOKED_AT.has(code);
}

function isKeyUsedUp(error: unknown): boolean {
  return errorCodeOf(error) === "IDEMPOTENCY_KEY_REUSED";
}
