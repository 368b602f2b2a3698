import { apiKeyView, createApiKeyInput, createdApiKey, revokeApiKeyInput } from "@foyer/contract/api-key";
import { done } from "@foyer/contract/user";
import { listApiKeys } from "@foyer/domain/api-keys/list-api-keys";
import { revokeApiKey } from "@foyer/domain/api-keys/revoke-api-key";
import { createApiKey } from "@foyer/domain/workflows/create-api-key";
import { z } from "zod";
import { router, signedInProcedure } from "../trpc.js";

/** Keys that programs call Foyer with, as their user. */
export const apiKeyRouter = router({
  /** Creates a key. It is in this answer only. */
  create: signedInProcedure
    .input(createApiKeyInput)
    .output(createdApiKey)
    .mutation(({ ctx, input }) => createApiKey(ctx.app, ctx.actor, input, ctx.device)),

  /** The caller's keys that are not revoked, newest first. */
  list: signedInProcedure.output(z.array(apiKeyView)).query(({ ctx }) => listApiKeys(ctx.app, ctx.actor)),

  /** Revokes one of the caller's keys, from its next use on. */
  revoke: signedInProcedure
    .input(revokeApiKeyInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await revokeApiKey(ctx.app, ctx.actor, input.id, ctx.device);
      return { ok: true };
    }),
});
