// What a program writes that uses tRPC's own functions with the package's links and types.
import type { FoyerError } from "@foyer/client";
import { type AppRouter, foyerLinks } from "@foyer/client/trpc";
import { createTRPCClient, TRPCClientError } from "@trpc/client";
import type { inferRouterOutputs } from "@trpc/server";

const client = createTRPCClient<AppRouter>({ links: foyerLinks({ url: "http://localhost:3000/trpc" }) });

export async function who(): Promise<string | undefined> {
  const me: inferRouterOutputs<AppRouter>["user"]["me"] = await client.user.me.query();
  return me?.email;
}

export function ofTheClient(error: unknown): FoyerError | undefined {
  return error instanceof TRPCClientError ? error : undefined;
}

// @ts-expect-error there is no such procedure
client.user.you;
