import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { toActor } from "@foyer/router/context";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { attachment } from "./content-disposition.js";
import { createRequestContext } from "./request-context.js";

/**
 * Who asks for a file, by the cookie or the bearer token that tRPC's calls carry too. What a file's route throws
 * is answered like any other refusal.
 *
 * @throws DomainError UNAUTHENTICATED
 */
export async function requireCaller(
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Actor> {
  const { caller } = await createRequestContext(context, request, reply);
  if (caller.kind !== "user") throw new DomainError("UNAUTHENTICATED", "Sign in to get this file.");
  return toActor(caller);
}

/**
 * The id that a file's address names as `:id`.
 *
 * @throws DomainError NOT_FOUND when it is no id, so nothing has it
 */
export function readId<Schema extends z.ZodType>(request: FastifyRequest, id: Schema): z.output<Schema> {
  const named = id.safeParse(z.object({ id: z.string() }).safeParse(request.params).data?.id);
  if (!named.success) throw new DomainError("NOT_FOUND", "There is nothing at this address.");
  return named.data;
}

/** Says that an answer is a file to be kept under this name, and that nobody on the way keeps a copy. */
export function announceFile(
  reply: FastifyReply,
  { filename, contentType }: { readonly filename: string; readonly contentType: string },
): FastifyReply {
  return reply
    .type(contentType)
    .header("content-disposition", attachment(filename))
    .header("cache-control", "private, no-store");
}
