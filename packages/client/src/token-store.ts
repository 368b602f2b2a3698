/** The credentials of a program, as returned by a sign-in with `transport: "bearer"`. */
export interface Tokens {
  readonly sessionToken: string;
  readonly refreshToken: string;
}

/** Where a program keeps its credentials. The client reads them for each request, and sets those it refreshed. */
export interface TokenStore {
  get(): Tokens | undefined | Promise<Tokens | undefined>;
  set(tokens: Tokens): void | Promise<void>;
}

/** A store that can forget, for signing out. */
export interface ClearableTokenStore extends TokenStore {
  clear(): void | Promise<void>;
}

/** Keeps credentials as long as the process runs. */
export function memoryTokens(tokens?: Tokens): ClearableTokenStore {
  let kept = tokens;
  return {
    get: () => kept,
    set(next) {
      kept = next;
    },
    clear() {
      kept = undefined;
    },
  };
}

/** The part of `localStorage` and `sessionStorage` that is used. */
type KeyValueStore = Pick<Storage, "getItem" | "setItem" | "removeItem">;

/**
 * Keeps credentials in a browser, for apps on other sites than Foyer's. Every script of the page can read them: on
 * Foyer's own site leave it to its cookies, which no script can.
 *
 * @param storage `localStorage` for all tabs, `sessionStorage` for this one
 * @param key the entry, one for each account that is kept
 */
export function browserTokens(storage: KeyValueStore, key = "foyer-tokens"): ClearableTokenStore {
  return {
    get: () => readTokens(storage.getItem(key)),
    set: ({ sessionToken, refreshToken }) =>
      storage.setItem(key, JSON.stringify({ sessionToken, refreshToken })),
    clear: () => storage.removeItem(key),
  };
}

/** Credentials as they were stored; undefined if there are none, or something else is there. */
export function readTokens(text: string | null): Tokens | undefined {
  if (text === null) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const sessionToken: unknown = Reflect.get(value, "sessionToken");
    const refreshToken: unknown = Reflect.get(value, "refreshToken");
    const isWhole = typeof sessionToken === "string" && typeof refreshToken === "string";
    return isWhole ? { sessionToken, refreshToken } : undefined;
  } catch {
    return undefined;
  }
}
