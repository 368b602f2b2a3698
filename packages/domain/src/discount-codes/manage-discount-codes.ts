import {
  type CreateDiscountCodeInput,
  codeKey,
  discountCodeView,
  type UpdateDiscountCodeInput,
} from "@foyer/contract/discount-code";
import type { DiscountCodeId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { requireKnownTypes } from "../ticket-types/require-known-types.js";
import { codeColumns, type DiscountCodeAnswer } from "./code-view.js";

/**
 * Creates a code. For those who run the event.
 *
 * @throws DomainError CODE_TAKEN, INVALID_INPUT (value, kinds, times), IDEMPOTENCY_KEY_REUSED
 */
export async function createDiscountCode(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  { idempotencyKey, ...input }: CreateDiscountCodeInput,
): Promise<DiscountCodeAnswer> {
  return withIdempotency<DiscountCodeAnswer>(context, actor, {
    operation: "discountCode.create",
    idempotencyKey,
    input,
    deserialize: (kept) => discountCodeView.parse(kept),
    work: async (tx) => {
      const key = codeKey(input.code);
      const fields = { ...input, value: requireValue(input) };
      await requireConsistent(tx, fields, []);
      await requireFree(tx, input.eventId, key);
      const now = context.clock.now();
      return tx.discountCode.create({
        data: { ...fields, codeKey: key, createdAt: now, updatedAt: now },
        select: codeColumns,
      });
    },
  });
}

/**
 * Changes the fields in the input. Bookings keep the code and the discount that they were made with. For those who run the
 * event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, CODE_TAKEN, INVALID_INPUT (value, kinds, times)
 */
export async function updateDiscountCode(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  { id, code, value, ...input }: UpdateDiscountCodeInput,
): Promise<DiscountCodeAnswer> {
  return context.db.transaction(
    async (tx) => {
      const before = await readRun(tx, actor, id);
      const after = {
        ...before,
        ...definedFields(input),
        value: requireValue({ kind: before.kind, value: value === undefined ? before.value : value }),
      };
      await requireConsistent(tx, after, before.ticketTypeIds);
      const key = code === undefined ? undefined : codeKey(code);
      if (key !== undefined && key !== before.codeKey) await requireFree(tx, before.eventId, key);
      return tx.discountCode.update({
        where: { id },
        data: {
          ...input,
          value: after.value,
          ...(code !== undefined && key !== undefined && { code, codeKey: key }),
          updatedAt: context.clock.now(),
        },
        select: codeColumns,
      });
    },
    { retryOnUnique: true },
  );
}

/**
 * Removes a code. One that was ever used is switched off instead, so that its bookings can be counted. For those who run
 * the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function removeDiscountCode(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  id: DiscountCodeId,
): Promise<void> {
  await context.db.transaction(async (tx) => {
    const { eventId } = await readRun(tx, actor, id);
    const used = await tx.booking.findFirst({
      where: { eventId, discount: { is: { codeId: id } } },
      select: { id: true },
    });
    if (used === null) await tx.discountCode.delete({ where: { id }, select: { id: true } });
    else {
      const data = { isActive: false, updatedAt: context.clock.now() };
      await tx.discountCode.update({ where: { id }, data, select: { id: true } });
    }
  });
}

async function readRun(tx: Transaction, actor: Actor, id: DiscountCodeId) {
  const found = await tx.discountCode.findUnique({
    where: { id },
    select: { ...codeColumns, codeKey: true, event: { select: { organizerId: true } } },
  });
  if (found === null) throw new DomainError("NOT_FOUND", "There is no such discount code.");
  const { event, ...code } = found;
  requireRunsEvent(actor, event);
  return code;
}

/** The fields that a change sets, without those that it leaves as they are. */
function definedFields<Fields extends object>(fields: Fields): Partial<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return entries.reduce<Partial<Fields>>((all, [name, value]) => Object.assign(all, { [name]: value }), {});
}

/** @throws DomainError INVALID_INPUT */
function requireValue({ kind, value }: Pick<CreateDiscountCodeInput, "kind" | "value">): number {
  const complain = (message: string) => new DomainError("INVALID_INPUT", message, { field: "value" });
  if (kind === "unlock") return 0;
  if (value == null) throw complain("Say how much the code takes off.");
  if (kind === "percent" && value > 100) throw complain("A code takes off at most 100 percent.");
  return value;
}

/**
 * @param before the kinds it was for: those that the event has not any more may stay
 * @throws DomainError INVALID_INPUT
 */
async function requireConsistent(
  tx: Transaction,
  code: {
    readonly eventId: string;
    readonly ticketTypeIds: readonly string[];
    readonly validFrom?: Date | null | undefined;
    readonly validUntil?: Date | null | undefined;
  },
  before: readonly string[],
): Promise<void> {
  const { eventId, ticketTypeIds, validFrom, validUntil } = code;
  if (validFrom != null && validUntil != null && validUntil <= validFrom) {
    const message = "The code has to end after it begins.";
    throw new DomainError("INVALID_INPUT", message, { field: "validUntil" });
  }
  await requireKnownTypes(tx, eventId, ticketTypeIds, before);
}

/** The same rule as the unique index, for a better message. */
async function requireFree(tx: Transaction, eventId: string, key: string): Promise<void> {
  const other = await tx.discountCode.findFirst({ where: { eventId, codeKey: key }, select: { id: true } });
  if (other === null) return;
  throw new DomainError("CODE_TAKEN", "This event has a code like this already.", { field: "code" });
}
