import type { bookingHistory } from "@foyer/contract/booking-history";
import type { Prisma } from "@foyer/db/models";
import { z } from "zod";

type Entry = z.input<typeof bookingHistory.element>;

/** The columns of a payment in a history. */
export const paymentColumns = {
  id: true,
  amount: true,
  method: true,
  state: true,
  isLate: true,
  refundedAt: true,
  createdAt: true,
} as const satisfies Prisma.PaymentSelect;
export type PaymentRow = Prisma.PaymentGetPayload<{ select: typeof paymentColumns }>;

interface RefundRow {
  readonly paymentId: string;
  readonly amount: number;
  readonly state: "due" | "refunded";
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly refundedAt: Date | null;
}

/** Payments, and what was given back of them: in parts by refunds, and the rest with the payment itself. */
export function moneyEntries(payments: readonly PaymentRow[], refunds: readonly RefundRow[]): Entry[] {
  const inParts = new Map<string, number>();
  for (const { paymentId, amount } of refunds) {
    inParts.set(paymentId, (inParts.get(paymentId) ?? 0) + amount);
  }
  return [
    ...payments.flatMap(({ id: paymentId, createdAt, refundedAt, ...payment }): Entry[] => {
      const made: Entry = { kind: "payment", at: createdAt, paymentId, ...payment };
      const rest = payment.amount - (inParts.get(paymentId) ?? 0);
      if (payment.state !== "refunded" || refundedAt === null || rest <= 0) return [made];
      return [made, { kind: "refunded", at: refundedAt, paymentId, amount: rest, reason: null }];
    }),
    ...refunds.map(
      ({ paymentId, amount, reason, createdAt, refundedAt }): Entry =>
        refundedAt === null
          ? { kind: "refund_due", at: createdAt, paymentId, amount, reason }
          : { kind: "refunded", at: refundedAt, paymentId, amount, reason },
    ),
  ];
}

/** An admission, and that it was undone. */
export function admissionEntry({
  ticketNumber,
  admittedAt,
  undoneAt,
  isUndone,
  admittedBy,
}: {
  readonly ticketNumber: number;
  readonly admittedAt: Date;
  readonly undoneAt: Date | null;
  readonly isUndone: boolean;
  readonly admittedBy: { readonly name: string };
}): Entry[] {
  const admitted: Entry = { kind: "admitted", at: admittedAt, ticketNumber, by: admittedBy.name };
  if (!isUndone || undoneAt === null) return [admitted];
  return [admitted, { kind: "admission_undone", at: undoneAt, ticketNumber }];
}

/** What the mail about a change that was made for somebody says. */
const withReason = z.object({ reason: z.string() });

/** A mail of the outbox. */
export function mailEntry({
  template,
  state,
  createdAt,
  sentAt,
  lastProblem,
  details,
}: {
  readonly template: string;
  readonly state: "queued" | "sent" | "dropped" | "given_up";
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly lastProblem: string | null;
  readonly details: unknown;
}): Entry {
  const problem = state === "sent" ? null : lastProblem;
  const told = template === "booking_changed" ? withReason.safeParse(details).data : undefined;
  const reason = told?.reason ?? null;
  return { kind: "mail", at: sentAt ?? createdAt, template, state, problem, reason };
}
