import { createFoyerClient, type FoyerClient } from "@foyer/client";
import type { AppContext } from "@foyer/domain/context";
import { pino } from "pino";
import { type AppOptions, createApp } from "../../src/http/create-app.js";

/** A real HTTP server in this process, on a free port. */
export interface TestServer {
  readonly origin: string;
  /** A client of a program with this session, or of nobody. */
  client(sessionToken?: string): FoyerClient;
  close(): Promise<void>;
}

const CONFIG: AppOptions["config"] = {
  trustProxy: 0,
  publicUrl: "http://localhost:3000",
  allowedOrigins: [],
  secureCookies: false,
  payments: { kind: "off" },
};

export async function listen(
  context: AppContext,
  config: Partial<typeof CONFIG> = {},
  options: Omit<AppOptions, "log" | "config"> = {},
): Promise<TestServer> {
  const log = pino({ level: "silent" });
  const app = await createApp(context, { log, config: { ...CONFIG, ...config }, ...options });
  const origin = await app.listen({ port: 0, host: "127.0.0.1" });
  return {
    origin,
    client: (sessionToken) => createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => sessionToken }),
    close: () => app.close(),
  };
}
