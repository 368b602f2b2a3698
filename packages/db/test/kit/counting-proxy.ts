import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { portOf } from "./fake-mongo.js";

/** A way to a database on which it is seen what is open. */
export interface CountingProxy {
  readonly url: string;
  /** How many connections are open. */
  connections(): number;
  /** How many messages of one command were sent. */
  sent(command: string): number;
  /** Cuts the connections that are open. */
  cut(): void;
  close(): void;
}

/** @param url the address of a server on this machine */
export async function startCountingProxy(url: string): Promise<CountingProxy> {
  const [, port, database] = /127\.0\.0\.1:(\d+)\/(\w+)/.exec(url) ?? [];
  const sockets = new Set<Socket>();
  const sent: string[] = [];
  const server = createServer((socket) => {
    const onward = connect(Number(port), "127.0.0.1");
    sockets.add(socket);
    socket.on("data", (chunk: Buffer) => sent.push(chunk.toString("latin1")));
    socket.on("error", () => {});
    onward.on("error", () => {});
    socket.pipe(onward).pipe(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      onward.destroy();
    });
    onward.on("close", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `mongodb://127.0.0.1:${portOf(server)}/${database}?directConnection=true`,
    connections: () => sockets.size,
    sent: (command) => sent.filter((text) => text.includes(`${command}\0`)).length,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
