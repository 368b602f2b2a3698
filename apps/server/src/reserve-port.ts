import { once } from "node:events";
import { createServer } from "node:net";

/** A free port that nobody else gets until it is released. */
export interface ReservedPort {
  readonly port: number;
  /** Does nothing the second time. */
  release(): Promise<void>;
}

/**
 * Takes a free port for a server that is not made yet, because it has to know its own address first.
 *
 * @param host to listen on
 */
export async function reservePort(host: string): Promise<ReservedPort> {
  const server = createServer((socket) => socket.destroy());
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`No port of ${host} is free.`);
  return {
    port: address.port,
    async release() {
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
