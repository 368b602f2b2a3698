import {
  checkDiscountCodeInput,
  checkedDiscountCode,
  createDiscountCodeInput,
  discountCodeIdInput,
  discountCodePage,
  discountCodeView,
  listDiscountCodesInput,
  updateDiscountCodeInput,
} from "@foyer/contract/discount-code";
import { done } from "@foyer/contract/user";
import { checkDiscountCode } from "@foyer/domain/discount-codes/check-discount-code";
import { listDiscountCodes } from "@foyer/domain/discount-codes/list-discount-codes";
import {
  createDiscountCode,
  removeDiscountCode,
  updateDiscountCode,
} from "@foyer/domain/discount-codes/manage-discount-codes";
import { limitedByIp } from "../limits.js";
import { organizerProcedure, publicProcedure, router, userProcedure } from "../trpc.js";

/** Discount codes of events. */
export const discountCodeRouter = router({
  /** Creates a code. Organizer or admin. */
  create: organizerProcedure("eventId")
    .input(createDiscountCodeInput)
    .output(discountCodeView)
    .mutation(({ ctx, input }) => createDiscountCode(ctx.app, ctx.actor, input)),

  /** Changes the fields in the input; bookings keep the discount that they were made with. Organizer or admin. */
  update: userProcedure
    .input(updateDiscountCodeInput)
    .output(discountCodeView)
    .mutation(({ ctx, input }) => updateDiscountCode(ctx.app, ctx.actor, input)),

  /** Removes a code; while bookings use it, it is switched off instead. Organizer or admin. */
  remove: userProcedure
    .input(discountCodeIdInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await removeDiscountCode(ctx.app, ctx.actor, input.id);
      return { ok: true };
    }),

  /** The codes of an event, newest first. Organizer or admin. */
  list: organizerProcedure("eventId")
    .input(listDiscountCodesInput)
    .output(discountCodePage)
    .query(({ ctx, input }) => listDiscountCodes(ctx.app, input)),

  /** What a code is good for, before booking. Wrong codes are limited by network address. */
  check: publicProcedure
    .input(checkDiscountCodeInput)
    .use(limitedByIp("codesPerIp"))
    .output(checkedDiscountCode)
    .query(({ ctx, input }) => checkDiscountCode(ctx.app, input)),
});
