import type { AnyTRPCRouter, inferRouterContext, TRPCError } from "@trpc/server";
import type { FastifyReply, FastifyRequest } from "fastify";

/** A router and what the host adds to its answers. Both ways of answering are made from it. */
export interface TrpcMount<Router extends AnyTRPCRouter> {
  readonly router: Router;
  /** Where it is mounted, such as `/trpc`. */
  readonly prefix: string;
  /** The most calls that one request may carry. */
  readonly maxBatchSize: number;
  createContext(request: FastifyRequest, reply: FastifyReply): Promise<inferRouterContext<Router>>;
  /** What an answer's headers say beside its type, in lower case. */
  headersOf(errors: readonly TRPCError[]): Readonly<Record<string, string>>;
  onError(failure: FailedCall): void;
}

export interface FailedCall {
  readonly error: TRPCError;
  readonly path: string | undefined;
  readonly request: FastifyRequest;
}
