import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from "fastify";
import { etagOf, hasTag } from "../etag.js";
import { REFERENCE_PREFIX, REST_PREFIX } from "./problem.js";

/** Foyer's colours, which people can read: the page's own grey and green are too light for that. */
const COLOURS = `
  .light-mode {
    --scalar-color-1: #1c1917; --scalar-color-2: #57504a; --scalar-color-3: #625950; --scalar-color-accent: #9f1d35;
    --scalar-background-1: #fffdfa; --scalar-background-2: #f6f2eb; --scalar-background-3: #f1ebe1;
    --scalar-border-color: #ddd3c5; --scalar-color-green: #23643a; --scalar-color-red: #b3261e;
    --scalar-color-yellow: #79591a; --scalar-color-orange: #8a4b08; --scalar-color-blue: #1d4e89;
    --scalar-color-purple: #5b3a8c; --scalar-sidebar-color-2: #57504a; --scalar-sidebar-search-color: #625950;
  }
  .dark-mode {
    --scalar-color-1: #f3ece2; --scalar-color-2: #d9d0c4; --scalar-color-3: #b8aea2; --scalar-color-accent: #f28b9b;
    --scalar-background-1: #171412; --scalar-background-2: #211d1a; --scalar-background-3: #2a2521;
    --scalar-border-color: #3d3630; --scalar-color-green: #86cb9c; --scalar-color-red: #ff9184;
    --scalar-color-yellow: #dcb873; --scalar-color-orange: #f0b27a; --scalar-color-blue: #9cc3f5;
    --scalar-color-purple: #cdb4f0; --scalar-sidebar-color-2: #d9d0c4; --scalar-sidebar-search-color: #b8aea2;
  }
`;

/** Nothing of the page comes from elsewhere or goes there: no fonts, no proxy, no statistics, no assistant. */
const SETTINGS = {
  url: `${REST_PREFIX}/openapi.json`,
  // Requests that are tried out go to where the page came from, whatever the description says.
  servers: [{ url: REST_PREFIX }],
  withDefaultFonts: false,
  telemetry: false,
  persistAuth: false,
  hideClientButton: true,
  showDeveloperTools: "never",
  documentDownloadType: "json",
  customCss: COLOURS,
  agent: { disabled: true },
  mcp: { disabled: true },
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Foyer API</title>
    <link rel="icon" href="/favicon.svg" />
  </head>
  <body>
    <div id="reference"></div>
    <noscript>This page needs JavaScript. The description itself is <a href="${REST_PREFIX}/openapi.json">here</a>.</noscript>
    <script src="${REFERENCE_PREFIX}/scalar.js"></script>
    <script src="${REFERENCE_PREFIX}/start.js"></script>
  </body>
</html>
`;

/** Of its own, since the content security policy allows no scripts within pages. */
const START = `Scalar.createApiReference("#reference", ${JSON.stringify(SETTINGS)});\n`;

/**
 * Mounts a page to read the API's description at `/api/docs`, with everything it needs (decision 0049).
 */
export function mountReference(app: FastifyInstance): void {
  app.get(REFERENCE_PREFIX, (_request, reply) => reply.redirect(`${REFERENCE_PREFIX}/`, 308));
  app.get(`${REFERENCE_PREFIX}/`, (request, reply) => sendText(request, reply, "text/html", PAGE));
  app.get(`${REFERENCE_PREFIX}/start.js`, (request, reply) =>
    sendText(request, reply, "text/javascript", START),
  );

  let script: Promise<Script> | undefined;
  app.get(`${REFERENCE_PREFIX}/scalar.js`, async (request, reply) => {
    script ??= readScript();
    const { body, compressed, etag } = await script;
    reply
      .type("text/javascript; charset=utf-8")
      .headers({ etag, "cache-control": "no-cache", vary: "accept-encoding" });
    if (hasTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
    const takesGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    return takesGzip ? reply.header("content-encoding", "gzip").send(compressed) : reply.send(body);
  });
}

function sendText(request: FastifyRequest, reply: FastifyReply, type: string, body: string): FastifyReply {
  const etag = etagOf(body);
  reply.type(`${type}; charset=utf-8`).headers({ etag, "cache-control": "no-cache" });
  return hasTag(request.headers["if-none-match"], etag) ? reply.code(304).send() : reply.send(body);
}

interface Script {
  readonly body: Buffer;
  readonly compressed: Buffer;
  readonly etag: string;
}

/**
 * The script of the page, several megabytes: loaded when it is first asked for. Its package serves it as a plugin only,
 * with a page that has scripts within, so it is asked for once by an app that nobody else reaches.
 */
async function readScript(): Promise<Script> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const app = fastify();
  await app.register(scalar, { routePrefix: "/reference", configuration: { url: SETTINGS.url } });
  const { statusCode, rawPayload: body } = await app.inject("/reference/js/scalar.js");
  await app.close();
  if (statusCode !== 200) throw new Error("The script of the API's page is not where it was.");
  return { body, compressed: await promisify(gzip)(body), etag: etagOf(body) };
}
