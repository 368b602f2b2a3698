import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { webhookMessage } from "@foyer/contract/webhook-message";

/** A delivery as a receiver got it, whatever it answered. */
export interface Received {
  readonly id: string;
  readonly timestamp: number;
  readonly signature: string;
  readonly body: string;
  readonly message: ReturnType<typeof webhookMessage.parse>;
}

/** A receiver of webhooks on this machine. */
export interface WebhookReceiver {
  readonly url: string;
  /** Connections that were ever made to it. */
  connections(): number;
  /** Every delivery, in the order of arrival. */
  readonly got: Received[];
  /** Those that it took, in order. */
  readonly taken: Received[];
  close(): Promise<void>;
}

/** What a receiver answers: a status, a redirect, or nothing for as long as the sender waits. */
export type Answer = number | "hangs" | { readonly to: string };

/** @param answer asked for each delivery, with how many came before it */
export async function startReceiver(
  answer: (nth: number, delivery: Received) => Answer,
  host = "127.0.0.1",
): Promise<WebhookReceiver> {
  const got: Received[] = [];
  const taken: Received[] = [];
  let connections = 0;
  const server = createServer((request, response) => void serve(request, response));
  server.on("connection", () => connections++);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString("utf8");
    const delivery = {
      id: String(request.headers["webhook-id"]),
      timestamp: Number(request.headers["webhook-timestamp"]),
      signature: String(request.headers["webhook-signature"]),
      body,
      message: webhookMessage.parse(JSON.parse(body)),
    };
    got.push(delivery);
    const given = answer(got.length - 1, delivery);
    if (given === "hangs") return;
    if (typeof given === "object") {
      response.writeHead(302, { location: given.to }).end();
      return;
    }
    if (given >= 200 && given < 300) taken.push(delivery);
    response.writeHead(given).end("A body that nobody reads.");
  }

  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://${host}:${port}/hook?key=in-the-path`,
    connections: () => connections,
    got,
    taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
