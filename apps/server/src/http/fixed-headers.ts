import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import { fastify } from "fastify";

/**
 * The headers that helmet adds. With options that do not depend on the request they are constant, so they are
 * computed once, with a dummy request.
 */
export async function fixedHeaders(options: FastifyHelmetOptions): Promise<Readonly<Record<string, string>>> {
  const [plain, guarded] = await Promise.all([answerHeaders(), answerHeaders(options)]);
  return Object.fromEntries(Object.entries(guarded).filter(([name]) => !(name in plain)));
}

async function answerHeaders(options?: FastifyHelmetOptions): Promise<Readonly<Record<string, string>>> {
  const app = fastify();
  if (options !== undefined) await app.register(helmet, options);
  app.get("/", async () => "");
  const { headers } = await app.inject("/");
  await app.close();
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
