import helmet, { type FastifyHelmetOptions } from "@fastify/helmet";
import { fastify } from "fastify";

/**
 * What helmet adds to an answer. With options that depend on no request it is the same for all of them, so it is
 * asked once, with a request that goes nowhere: adding it anew each time cost as much as a small call.
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
