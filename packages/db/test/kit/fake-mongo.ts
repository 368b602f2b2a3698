import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { type Document, deserialize, serialize } from "bson";

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;

/** A server that speaks MongoDB's protocol and answers as it is told: for servers that cannot be had in a test. */
export interface FakeMongo {
  readonly host: string;
  close(): void;
}

/** @param answer the reply to a command; `ok` is added */
export async function startFakeMongo(
  answer: (command: Document, host: string) => Document,
): Promise<FakeMongo> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let received = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      // As MongoDB does with what is not its protocol.
      if (received.length >= 16 && ![OP_QUERY, OP_MSG].includes(received.readInt32LE(12))) socket.destroy();
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const size = received.readInt32LE(0);
        const reply = replyTo(received.subarray(0, size), (command) => answer(command, host));
        received = received.subarray(size);
        if (reply !== undefined) socket.write(reply);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const host = `127.0.0.1:${portOf(server)}`;
  return {
    host,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** The port that a server listens on. */
export function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("not listening");
  return address.port;
}

function replyTo(message: Buffer, answer: (command: Document) => Document): Buffer | undefined {
  const requestId = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === OP_MSG) {
    // Exhaust hellos are answered once; the driver asks again.
    const command = deserialize(message.subarray(21));
    const body = Buffer.concat([Buffer.alloc(5), serialize({ ok: 1, ...answer(command) })]);
    return framed(requestId, OP_MSG, body);
  }
  if (opCode !== OP_QUERY) return undefined;
  const nameEnd = message.indexOf(0, 20);
  const command = deserialize(message.subarray(nameEnd + 9));
  const head = Buffer.alloc(20);
  head.writeInt32LE(1, 16);
  return framed(requestId, OP_REPLY, Buffer.concat([head, serialize({ ok: 1, ...answer(command) })]));
}

function framed(requestId: number, opCode: number, body: Buffer): Buffer {
  const head = Buffer.alloc(16);
  head.writeInt32LE(16 + body.length, 0);
  head.writeInt32LE(requestId, 8);
  head.writeInt32LE(opCode, 12);
  return Buffer.concat([head, body]);
}
