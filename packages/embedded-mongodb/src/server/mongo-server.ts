import { createServer, type Server, type Socket } from "node:net";
import { BSONError } from "bson";
import { encodeReply, MalformedMessageError, MessageSplitter, readMessage } from "../wire/wire-message.js";
import type { Facade, Peer } from "./facade.js";

/** The listening socket and its connections. */
export class MongoServer {
  readonly #facade: Facade;
  readonly #server: Server;
  readonly #peers = new Map<Peer, Socket>();
  #lastConnection = 0;

  constructor(facade: Facade) {
    this.#facade = facade;
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket));
  }

  /** Starts listening on loopback and resolves to the port. Rejects with Node's error. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        const address = this.#server.address();
        resolve(typeof address === "object" && address ? address.port : port);
      });
    });
  }

  /** How many connections carry commands, not counting monitoring connections. */
  get dataConnections(): number {
    let count = 0;
    for (const peer of this.#peers.keys()) if (peer.carriesData) count += 1;
    return count;
  }

  /** Accepts no more connections and closes the open ones. */
  close(): void {
    this.#server.close();
    for (const socket of this.#peers.values()) socket.destroy();
  }

  #serve(socket: Socket): void {
    this.#lastConnection += 1;
    const gone = new AbortController();
    const peer: Peer = {
      id: this.#lastConnection,
      address: `${socket.remoteAddress}:${socket.remotePort}`,
      gone: gone.signal,
      carriesData: false,
    };
    this.#peers.set(peer, socket);
    const splitter = new MessageSplitter();
    let last: Promise<void> = Promise.resolve();

    socket.on("data", (chunk) => {
      try {
        for (const message of splitter.push(chunk)) {
          last = last.then(() => this.#answer(socket, peer, message));
        }
      } catch {
        socket.destroy();
      }
    });
    socket.on("error", () => undefined); // 'close' follows and does the work
    socket.on("close", () => {
      this.#peers.delete(peer);
      gone.abort();
      void this.#facade.forget(peer);
    });
  }

  async #answer(socket: Socket, peer: Peer, message: Buffer): Promise<void> {
    try {
      const request = readMessage(message);
      // The client is gone, so a command that needs a reply is dropped. One that needs none is still carried out.
      if (socket.destroyed && request.expectsReply) return;
      const reply = await this.#facade.answer(request, peer);
      if (request.expectsReply && !socket.destroyed) socket.write(encodeReply(request, reply));
    } catch (error) {
      if (!(error instanceof MalformedMessageError || error instanceof BSONError)) throw error;
      socket.destroy();
    }
  }
}
