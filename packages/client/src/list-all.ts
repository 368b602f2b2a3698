import { getUntypedClient, type TRPCClient, type TRPCRequestOptions } from "@trpc/client";
import type { AppRouter } from "../generated/app-router.js";

/** One page, as lists answer it. */
interface PageLike {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** All rows of a list, read page by page as they are asked for. */
export interface Rows<Page extends PageLike> extends AsyncIterable<Page["items"][number]> {
  /** The same as whole pages. */
  pages(): AsyncIterable<Page>;
}

/** The input of a list without its position; `limit` is the number of rows that are read at once, by default 100. */
type Filters<Input> = Omit<NonNullable<Exclude<Input, void>>, "cursor" | "direction">;

type ListAll<Input, Page extends PageLike> = undefined extends Input
  ? (filters?: Filters<Input>, options?: TRPCRequestOptions) => Rows<Page>
  : (filters: Filters<Input>, options?: TRPCRequestOptions) => Rows<Page>;

type Procedures = TRPCClient<AppRouter>;

/** What a query takes and answers. */
type Query<Input, Output> = {
  readonly query: (input: Input, options?: TRPCRequestOptions) => Promise<Output>;
};

/** The queries that answer pages, each with `all`. */
type Lists<Queries> = {
  [Name in keyof Queries as Queries[Name] extends Query<never, PageLike>
    ? Name
    : never]: Queries[Name] extends Query<infer Input, infer Page extends PageLike>
    ? { all: ListAll<Input, Page> }
    : never;
};

/** A client with all procedures as typed functions, and `all` beside `query` where the answer is a page. */
export type FoyerClient = Procedures & {
  readonly [Entity in keyof Procedures & string]: Lists<Procedures[Entity]>;
};

const PAGE_SIZE = 100;

/** Adds `all` to the lists of a client. */
export function withLists(client: Procedures): FoyerClient {
  const untyped = getUntypedClient(client);
  const all =
    (path: string) =>
    (filters: object = {}, options?: TRPCRequestOptions) =>
      readAll((position) => untyped.query(path, { limit: PAGE_SIZE, ...filters, ...position }, options));
  const withAll = changed(client, (entity, entityName) =>
    changed(entity, (procedure, name) =>
      changed(procedure, (member, verb) => (verb === "all" ? all(`${entityName}.${name}`) : member)),
    ),
  );
  // The type of a proxy is its target's, which lacks what is added.
  return withAll as FoyerClient;
}

/** A proxy whose named members are changed. */
function changed(target: unknown, change: (member: unknown, name: string) => unknown): unknown {
  if (typeof target !== "function" && (typeof target !== "object" || target === null)) return target;
  return new Proxy(target, {
    get(_, name) {
      const member: unknown = Reflect.get(target, name);
      return typeof name === "string" ? change(member, name) : member;
    },
  });
}

function readAll(readPage: (position: { readonly cursor?: string }) => Promise<unknown>): Rows<PageLike> {
  async function* pages() {
    let cursor: string | null = null;
    do {
      const page: unknown = await readPage(cursor === null ? {} : { cursor });
      if (!isPage(page)) throw new TypeError("Only lists that answer pages can be read to the end.");
      yield page;
      cursor = page.nextCursor;
    } while (cursor !== null);
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { items } of pages()) yield* items;
    },
  };
}

function isPage(value: unknown): value is PageLike {
  return typeof value === "object" && value !== null && "items" in value && "nextCursor" in value;
}
