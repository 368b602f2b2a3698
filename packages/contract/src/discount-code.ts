import { z } from "zod";
import { discountCodeId, eventId, idempotencyKey, ticketTypeId } from "./ids.js";
import { MAX_PRICE } from "./money.js";
import { minorUnits } from "./money-fields.js";
import { page, pageInput } from "./page.js";
import { MAX_TICKET_TYPES, ticketTypeView } from "./ticket-type.js";
import { answeredInstant, instant } from "./time.js";

export const discountKind = z.enum(["percent", "amount", "unlock"]);
export type DiscountKind = z.output<typeof discountKind>;

/** The longest code, as typed. */
const MAX_CODE_LENGTH = 40;

/** A code with one form of dashes and spaces, as word processors change them, and without signs that show nothing. */
function plainCode(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/[\p{Dash_Punctuation}\u2212]/gu, "-")
    .replace(/\p{White_Space}+/gu, " ")
    .trim();
}

const codeText = z.string().max(MAX_CODE_LENGTH * 4);

/** A code as its organizer writes it. */
export const writtenCode = codeText.transform(plainCode).pipe(
  z
    .string()
    .min(1)
    .max(MAX_CODE_LENGTH)
    .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} _.%+-]*$/u, "A code has letters, digits, dashes, dots and spaces."),
);

/**
 * A code as somebody types it who was given it. Case, spaces and dashes do not matter. Whatever no code can look like is
 * looked up like any other, and does not exist.
 */
export const typedCode = codeText.transform(plainCode).pipe(
  z
    .string()
    .min(1)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "This has characters that no code has."),
);

/**
 * The form in which codes are compared: in capitals, without spaces and dashes, and with one form of the Turkish i and of the
 * German sharp s, whose capital is its own.
 */
export function codeKey(code: string): string {
  return plainCode(code)
    .toLowerCase()
    .toUpperCase()
    .normalize("NFKC")
    .replace(/\u0130/g, "I")
    .replace(/[ _-]/g, "");
}

const uses = z.int().min(1).max(1_000_000);

const codeFields = {
  code: writtenCode,
  kind: discountKind,
  /** Percent from 1 to 100, or minor units of the event's currency off each booking; none for `unlock`. */
  value: z.int().min(1).max(MAX_PRICE).nullish(),
  /** How many active bookings may use it. */
  maxUses: uses.nullish(),
  maxUsesPerPerson: uses.nullish(),
  /** The kinds it applies to, or opens; none for all. */
  ticketTypeIds: z.array(ticketTypeId).max(MAX_TICKET_TYPES).default([]),
  validFrom: instant.nullish(),
  validUntil: instant.nullish(),
  isActive: z.boolean().default(true),
};

export const createDiscountCodeInput = z.strictObject({
  eventId,
  ...codeFields,
  idempotencyKey: idempotencyKey.optional(),
});
export type CreateDiscountCodeInput = z.output<typeof createDiscountCodeInput>;

/** Fields that are left out keep their value. Bookings keep the code and the discount that they were made with. */
export const updateDiscountCodeInput = z.strictObject({
  id: discountCodeId,
  ...z.strictObject(codeFields).omit({ kind: true }).partial().shape,
  ticketTypeIds: z.array(ticketTypeId).max(MAX_TICKET_TYPES).optional(),
  isActive: z.boolean().optional(),
});
export type UpdateDiscountCodeInput = z.output<typeof updateDiscountCodeInput>;

export const discountCodeIdInput = z.strictObject({ id: discountCodeId });
export const listDiscountCodesInput = pageInput.extend({ eventId });
export type ListDiscountCodesInput = z.output<typeof listDiscountCodesInput>;

export const discountCodeView = z.object({
  id: discountCodeId,
  eventId,
  code: z.string(),
  kind: discountKind,
  value: z.int(),
  maxUses: z.int().nullable(),
  maxUsesPerPerson: z.int().nullable(),
  ticketTypeIds: z.array(ticketTypeId),
  validFrom: answeredInstant.nullable(),
  validUntil: answeredInstant.nullable(),
  /** Active bookings that use it. */
  uses: z.int().min(0),
  isActive: z.boolean(),
  createdAt: answeredInstant,
});
export type DiscountCodeView = z.output<typeof discountCodeView>;
export const discountCodePage = page(discountCodeView);

/** Asks what a code is good for, before booking. Wrong codes are counted: guessing is limited. */
export const checkDiscountCodeInput = z.strictObject({ eventId, code: typedCode });

/** What a code is good for. */
export const checkedDiscountCode = z.object({
  code: z.string(),
  kind: discountKind,
  value: z.int(),
  /** The kinds it applies to; empty for all. */
  ticketTypeIds: z.array(ticketTypeId),
  /** The hidden kinds that it opens. */
  opens: z.array(ticketTypeView),
});
export type CheckedDiscountCode = z.output<typeof checkedDiscountCode>;

/** What a discount is computed from, as a booking keeps it. */
export interface DiscountTerms {
  readonly kind: DiscountKind;
  readonly value: number;
  /** Empty for all kinds. */
  readonly ticketTypeIds: readonly string[];
}

/**
 * What a code takes off a booking, in minor units: percent of the price of the tickets it applies to, rounded half up once
 * for the whole booking, or its amount; never more than those tickets cost (domain rules, Discount codes).
 *
 * @param items unit prices in minor units; `ticketTypeId` is null for the one kind of an event without ticket types
 */
export function discountOf(
  { kind, value, ticketTypeIds }: DiscountTerms,
  items: readonly {
    readonly ticketTypeId: string | null;
    readonly unitPrice: number;
    readonly quantity: number;
  }[],
): number {
  const applies = items.filter(
    ({ ticketTypeId: id }) => ticketTypeIds.length === 0 || (id !== null && ticketTypeIds.includes(id)),
  );
  const price = applies.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  switch (kind) {
    case "percent":
      // Whole numbers below 2 ** 53: exact.
      return Math.min(price, Math.floor((price * value + 50) / 100));
    case "amount":
      return Math.min(price, value);
    case "unlock":
      return 0;
  }
}

/** The amount of a price after a discount is never below 0. */
export const discountAmount = minorUnits;
