import { codeKey, type DiscountTerms, discountOf } from "@foyer/contract/discount-code";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { oid, runCommand } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { z } from "zod";
import { DomainError } from "../domain-error.js";
import type { PricedItem } from "../ticket-types/order-tickets.js";
import type { TicketType } from "../ticket-types/ticket-type.js";

const codes = rawModel("DiscountCode", {
  id: true,
  eventId: true,
  code: true,
  codeKey: true,
  kind: true,
  value: true,
  maxUses: true,
  maxUsesPerPerson: true,
  ticketTypeIds: true,
  validFrom: true,
  validUntil: true,
  uses: true,
  isActive: true,
});

/** A code as far as bookings depend on it. */
export type DiscountCode = Readonly<RowOf<typeof codes>>;

/** A discount as its booking keeps it. */
export interface AppliedDiscount extends DiscountTerms {
  readonly codeId: string;
  readonly code: string;
  /** Minor units of the booking's currency. */
  readonly amount: number;
}

/** A code as it was typed for an event. */
export interface TypedCode {
  readonly eventId: EventId;
  readonly code: string;
}

/** By which a typed code is found among {@link readDiscountCodes}. */
export function codeIndex({ eventId, code }: TypedCode): string {
  return `${eventId} ${codeKey(code)}`;
}

/** Reads typed codes in a transaction, by {@link codeIndex}; those that do not exist are missing. */
export async function readDiscountCodes(
  { discountCode }: Pick<Transaction, "discountCode">,
  typed: readonly TypedCode[],
): Promise<ReadonlyMap<string, DiscountCode>> {
  if (typed.length === 0) return new Map();
  const keys = new Map(typed.map((one) => [codeIndex(one), one]));
  const found = await codes.find(discountCode, {
    $or: [...keys.values()].map(({ eventId, code }) => ({ eventId: oid(eventId), codeKey: codeKey(code) })),
  });
  return new Map(found.map((row) => [codeIndex(row), row]));
}

/**
 * The code, if it can be used now. Why it cannot is not said: whoever guesses learns nothing.
 *
 * @throws DomainError CODE_INVALID, CODE_USED_UP
 */
export function requireUsable(code: DiscountCode | undefined, now: Date): DiscountCode {
  if (code === undefined || !code.isActive || !isWithin(code, now)) throw invalidCode();
  if (isUsedUp(code)) {
    throw new DomainError("CODE_USED_UP", "This code has been used as often as it may be.", {
      field: "code",
    });
  }
  return code;
}

/** Whether as many active bookings use a code as may. */
export function isUsedUp({ maxUses, uses }: Pick<DiscountCode, "maxUses" | "uses">): boolean {
  return maxUses !== null && uses >= maxUses;
}

/**
 * The code that somebody typed, if it can be used now.
 *
 * @throws DomainError CODE_INVALID, CODE_USED_UP
 */
export async function findUsable(
  client: Pick<Transaction, "discountCode">,
  typed: TypedCode,
  now: Date,
): Promise<DiscountCode> {
  const found = await readDiscountCodes(client, [typed]);
  return requireUsable(found.get(codeIndex(typed)), now);
}

function isWithin({ validFrom, validUntil }: DiscountCode, now: Date): boolean {
  return (validFrom === null || now >= validFrom) && (validUntil === null || now < validUntil);
}

/** The error for a code that is of no use, whatever the reason. */
export function invalidCode(): DomainError {
  return new DomainError("CODE_INVALID", "This code is not valid for these tickets.", { field: "code" });
}

/** Whether a code opens a hidden kind: one that it names, or any if it only opens and names none. */
export function opensType(code: DiscountCode | undefined, { id }: Pick<TicketType, "id">): boolean {
  if (code === undefined) return false;
  return code.ticketTypeIds.includes(id) || (code.kind === "unlock" && code.ticketTypeIds.length === 0);
}

/**
 * What a code takes off an order.
 *
 * @throws DomainError CODE_INVALID if it does not apply to any of its tickets
 */
export function applyCode(
  { id, code, kind, value, ticketTypeIds }: DiscountCode,
  items: readonly PricedItem[],
): AppliedDiscount {
  const applies = ({ ticketTypeId }: PricedItem) =>
    ticketTypeIds.length === 0 || (ticketTypeId !== null && ticketTypeIds.includes(ticketTypeId));
  if (!items.some(applies)) throw invalidCode();
  const terms = { kind, value, ticketTypeIds };
  return { codeId: id, code, ...terms, amount: discountOf(terms, items) };
}

/** More or fewer uses of a code. */
export interface CodeUse {
  readonly codeId: string;
  /** The change of its uses. */
  readonly uses: number;
}

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

/**
 * Counts uses of codes, in the transaction of the bookings that use them. The caller has read in it that they may be
 * used.
 */
export async function countCodeUses(tx: Transaction, changes: readonly CodeUse[]): Promise<void> {
  const effective = changes.filter(({ uses }) => uses !== 0);
  if (effective.length === 0) return;
  const answer = await runCommand(tx, {
    update: "DiscountCode",
    updates: effective.map(({ codeId, uses }) => ({ q: { _id: oid(codeId) }, u: { $inc: { uses } } })),
  });
  if (updated.parse(answer).n !== effective.length) throw new Error("A discount code is gone.");
}

/** The uses that bookings give back when they end. */
export function usesGivenBack(
  bookings: readonly { readonly discount: { readonly codeId: string } | null }[],
): CodeUse[] {
  const counts = new Map<string, number>();
  for (const { discount } of bookings) {
    if (discount !== null) counts.set(discount.codeId, (counts.get(discount.codeId) ?? 0) + 1);
  }
  return [...counts].map(([codeId, count]) => ({ codeId, uses: -count }));
}
