import { type Database, openDatabase } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { PrismaClient } from "@foyer/db/generated-client";

/** A query as it was sent, ready to be explained. */
interface SentQuery {
  readonly collection: string;
  readonly pipeline: readonly object[];
  readonly hint?: object;
}

/** A database whose queries are recorded. */
export interface WatchedDatabase {
  readonly db: Database;
  /** Runs the work and returns every query that it sent. */
  watch(work: () => Promise<unknown>): Promise<SentQuery[]>;
  /** The names of all stages of the plan that MongoDB chose for a query. */
  planOf(query: SentQuery): Promise<string[]>;
}

/** Opens a database with Prisma's query log on. Raw queries are caught before, because the log leaves out their hints. */
export function watchDatabase(url: string): WatchedDatabase {
  const opened = openDatabase(url);
  const logging = new PrismaClient({ datasourceUrl: url, log: [{ emit: "event", level: "query" }] });
  let sent: SentQuery[] = [];
  logging.$on("query", ({ query }) => {
    const match = /^db\.(\w+)\.(aggregate|find)\((.*)\)$/s.exec(query);
    const [, collection = "", verb, text = ""] = match ?? [];
    // What Prisma writes itself says $expr in every condition.
    if (verb === "aggregate" && text.includes("$expr")) sent.push({ collection, pipeline: readLogged(text) });
  });
  const prisma = logging.$extends({
    query: {
      $allModels: {
        aggregateRaw({ model, args, query }) {
          const { pipeline = [], options } = args as { pipeline?: object[]; options?: { hint?: object } };
          sent.push({ collection: model, pipeline, ...(options?.hint && { hint: options.hint }) });
          return query(args);
        },
        findRaw({ model, args, query }) {
          const { filter = {}, options } = args as {
            filter?: object;
            options?: { sort?: object; hint?: object };
          };
          const sort = options?.sort === undefined ? [] : [{ $sort: options.sort }];
          const pipeline = [{ $match: readFilter(filter) }, ...sort];
          sent.push({ collection: model, pipeline, ...(options?.hint && { hint: options.hint }) });
          return query(args);
        },
      },
    },
  }) as unknown as Database["prisma"];
  const db: Database = {
    ...opened,
    prisma,
    transaction: (work) => untilNoConflict(() => prisma.$transaction((tx) => work(tx as never))),
    write: (work) => work(prisma),
    async close() {
      await opened.close();
      await logging.$disconnect();
    },
  };
  return {
    db,
    async watch(work) {
      sent = [];
      await work();
      // The log comes a moment after the answer.
      await new Promise((resolve) => setTimeout(resolve, 50));
      return sent;
    },
    async planOf({ collection, pipeline, hint }) {
      const aggregate = { aggregate: collection, pipeline, cursor: {}, ...(hint && { hint }) };
      const explain = { explain: aggregate, verbosity: "queryPlanner" } as never;
      return stagesOf(await opened.prisma.$runCommandRaw(explain));
    },
  };
}

const TRIES = 10;

/** Other tests write to the same database: like the real runner of transactions, this one tries again after a conflict. */
async function untilNoConflict<Result>(transact: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact();
    } catch (error) {
      if (attempt === TRIES || kindOfFailure(error) !== "conflict") throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
}

/** A raw filter, which may be one text (`asJson`). */
function readFilter(filter: object): object {
  if (!("toJSON" in filter)) return filter;
  const { toJSON } = filter as { toJSON(): { value: string } };
  return JSON.parse(toJSON().value);
}

/** Turns what Prisma logs, which looks like the shell's language, into extended JSON. */
function readLogged(text: string): object[] {
  const json = text
    .replace(/ObjectId\("([0-9a-f]+)"\)/g, '{"$oid":"$1"}')
    .replace(
      /DateTime\("(\S+) (\S+) \+00:00:00"\)/g,
      (_, day, time) => `{"$date":"${new Date(`${day}T${time.replace(/^\d:/, "0$&")}Z`).toISOString()}"}`,
    )
    .replace(/([{,]\s*)([\w$.]+): /g, '$1"$2": ')
    .replace(/,(\s*[}\]])/g, "$1");
  return JSON.parse(json);
}

/** The stages of the winning plans, and those of the pipeline that no plan took over. */
function stagesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(stagesOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    if (name === "rejectedPlans" || name === "command") return [];
    if (name === "stage" && typeof part === "string") return [part];
    return [...(name.startsWith("$") && name !== "$cursor" ? [name] : []), ...stagesOf(part)];
  });
}
