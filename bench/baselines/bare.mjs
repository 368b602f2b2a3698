// A bare Fastify: routes that answer with bytes they were given, and do nothing else. A POST's JSON body is parsed, and
// each request is logged by Foyer's own logger. Its routes come, and its address goes, over the channel to its parent:
// standard output is for the log.
import { once } from "node:events";
import { fastify } from "fastify";

const LOGGING = new URL("../../apps/server/dist/http/logging.js", import.meta.url);

const { createLog } = await import(LOGGING.href);
const [routes] = await once(process, "message");
// The lines are as long as Foyer's, whose app adds these to its log.
const serializers = {
  req: ({ method, url, ip }) => ({ method, path: url.split("?", 1)[0], ip }),
  res: ({ statusCode }) => ({ statusCode }),
};
const app = fastify({ loggerInstance: createLog("info").child({}, { serializers }) });
for (const { method, path, status, text } of routes) {
  app.route({
    method,
    url: path,
    handler: (_request, reply) => reply.code(status).type("application/json; charset=utf-8").send(text),
  });
}
await app.listen({ port: 0, host: "127.0.0.1" });
process.send(`http://127.0.0.1:${app.server.address().port}`);
