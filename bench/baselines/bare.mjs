// A bare Fastify: routes that answer with bytes they were given, and do nothing else. A POST's JSON body is parsed.
import { fastify } from "fastify";
import { readPlan, tell } from "../kit/child.mjs";

const { plan, finished } = await readPlan();
const app = fastify();
for (const { method, path, status, text } of plan.routes) {
  app.route({
    method,
    url: path,
    handler: (_request, reply) => reply.code(status).type("application/json; charset=utf-8").send(text),
  });
}
await app.listen({ port: 0, host: "127.0.0.1" });
await tell("ready", { origin: `http://127.0.0.1:${app.server.address().port}` });
await finished;
process.exit(0);
