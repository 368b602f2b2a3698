import type { discountCodeView } from "@foyer/contract/discount-code";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** A code as input of the contract's `discountCodeView`. */
export type DiscountCodeAnswer = z.input<typeof discountCodeView>;

/** The columns of `discountCodeView`. */
export const codeColumns = {
  id: true,
  eventId: true,
  code: true,
  kind: true,
  value: true,
  maxUses: true,
  maxUsesPerPerson: true,
  ticketTypeIds: true,
  validFrom: true,
  validUntil: true,
  uses: true,
  isActive: true,
  createdAt: true,
} as const satisfies Prisma.DiscountCodeSelect;
