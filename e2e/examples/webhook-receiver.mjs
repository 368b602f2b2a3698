// Receives Foyer's webhooks, verifies them and does each once.
//   FOYER_WEBHOOK_SECRET=whsec_... node e2e/examples/webhook-receiver.mjs [port]
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.FOYER_WEBHOOK_SECRET ?? "");
/** Ids of what was done. A program that restarts keeps them in its database, for as long as it may be sent something again. */
const done = new Set();

const SIGNED = ["webhook-id", "webhook-timestamp", "webhook-signature"];

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString("utf8");
  const headers = Object.fromEntries(SIGNED.map((name) => [name, String(request.headers[name])]));
  try {
    // The body as it came: parsed and written again, it may have another signature.
    webhook.verify(body, headers);
  } catch {
    return response.writeHead(401).end();
  }
  const id = headers["webhook-id"];
  if (!done.has(id)) {
    done.add(id);
    const { type, data } = JSON.parse(body);
    console.log(`${type} ${data.id}`);
  }
  // Answer soon, and work afterwards: without an answer in ten seconds it is sent again.
  return response.writeHead(204).end();
});

server.listen(Number(process.argv[2] ?? 4000), "127.0.0.1", () => {
  const address = server.address();
  console.log(`listening on http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/`);
});
