import { CallFault } from "./call-fault.js";
import { LONGEST_TIMER_MS } from "./timeout-link.js";
import type { TokenStore, Tokens } from "./token-store.js";

/** What a request was authenticated with. */
interface Credential {
  /** The session token, or undefined for a cookie or nobody. */
  readonly token: string | undefined;
  /** Differs from the label of any other credential. */
  readonly label: string;
}

/**
 * - `refreshed`: there are new credentials, fresh from the server.
 * - `replaced`: the refused ones had been replaced meanwhile.
 * - `none`: there is nothing to refresh.
 */
type Renewal = "refreshed" | "replaced" | "none";

/** The credentials of a client. */
export interface Session {
  current(): Promise<Credential>;
  /**
   * Replaces refused credentials. However many calls wait, there is one refresh; it is aborted when none waits any
   * more.
   *
   * @param refused the label of what the server refused
   * @param signal ends this caller's waiting
   */
  renew(refused: string, signal: AbortSignal): Promise<Renewal>;
}

/** How credentials are kept and refreshed. */
export interface SessionParts {
  readonly kept: KeptCredentials;
  /** The limit of a refresh, whatever it waits for, in milliseconds. */
  readonly limitMs: number;
  /** Asks the server for new credentials: bearer tokens for a refresh token, else cookies. */
  refresh(refreshToken: string | undefined, signal: AbortSignal): Promise<Tokens | undefined>;
  /** Called when new credentials could not be stored. */
  onNotStored(error: unknown): void;
}

/** Whose credentials they are. */
export type KeptCredentials =
  | { readonly kind: "tokens"; readonly store: TokenStore }
  | { readonly kind: "given"; readonly get: () => string | undefined | Promise<string | undefined> }
  | { readonly kind: "cookie" };

interface SharedRefresh {
  readonly outcome: Promise<Renewal>;
  readonly controller: AbortController;
  waiting: number;
}

export function createSession({ kept, limitMs, refresh, onNotStored }: SessionParts): Session {
  const store = kept.kind === "tokens" ? keepingUnstored(kept.store, onNotStored) : undefined;
  let cookieRefreshes = 0;
  let underWay: SharedRefresh | undefined;

  async function current(): Promise<Credential> {
    switch (kept.kind) {
      case "tokens":
        return labelled((await store?.read())?.tokens?.sessionToken);
      case "given":
        return labelled(await kept.get());
      case "cookie":
        return { token: undefined, label: `cookie ${cookieRefreshes}` };
    }
  }

  async function replace(refused: string, signal: AbortSignal): Promise<Renewal> {
    if ((await current()).label !== refused) return "replaced";
    switch (kept.kind) {
      case "given":
        return "none";
      case "cookie":
        await refresh(undefined, signal);
        cookieRefreshes++;
        return "refreshed";
      case "tokens": {
        const held = await store?.read();
        if (held?.tokens === undefined) return "none";
        const tokens = await refresh(held.tokens.refreshToken, signal);
        if (tokens === undefined) return "none";
        await store?.replace(tokens, held.stored);
        return "refreshed";
      }
    }
  }

  /** Another process that shares the store may have been first. */
  async function replaceOrTakeUp(refused: string, signal: AbortSignal): Promise<Renewal> {
    try {
      return await replace(refused, signal);
    } catch (error) {
      if (!signal.aborted && (await current()).label !== refused) return "replaced";
      throw error;
    }
  }

  function begin(refused: string): SharedRefresh {
    const controller = new AbortController();
    const timer = setTimeout(
      () => controller.abort(refreshTimedOut(limitMs)),
      Math.min(limitMs, LONGEST_TIMER_MS),
    );
    const outcome = unlessAborted(replaceOrTakeUp(refused, controller.signal), controller.signal);
    const shared: SharedRefresh = { outcome, controller, waiting: 0 };
    const end = () => {
      clearTimeout(timer);
      if (underWay === shared) underWay = undefined;
    };
    outcome.then(end, end);
    // A refresh that nobody waits for any more is no longer joined.
    controller.signal.addEventListener("abort", end, { once: true });
    return shared;
  }

  async function join(shared: SharedRefresh, signal: AbortSignal): Promise<Renewal> {
    shared.waiting++;
    try {
      return await unlessAborted(shared.outcome, signal);
    } finally {
      shared.waiting--;
      if (shared.waiting === 0) shared.controller.abort();
    }
  }

  return {
    current,
    renew(refused, signal) {
      underWay ??= begin(refused);
      return join(underWay, signal);
    },
  };
}

function refreshTimedOut(limitMs: number): CallFault {
  return new CallFault("timed-out", `The session could not be refreshed within ${limitMs} milliseconds.`);
}

/** Printable ASCII. Anything else in a header makes `fetch` fail with an error that quotes all of it. */
const SENDABLE = /^[\x20-\x7e]*$/;

/** @throws CallFault if the token cannot be sent */
function labelled(token: string | undefined): Credential {
  if (token !== undefined && !SENDABLE.test(token)) {
    throw new CallFault("not-sent", "The API key or token has signs that none has.");
  }
  return { token, label: token === undefined ? "nobody" : `token ${token}` };
}

/** A promise that also ends when a signal is aborted. */
function unlessAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Credentials, and the refresh token that the store has: another one if it failed to store them. */
interface ReadTokens {
  readonly tokens: Tokens | undefined;
  readonly stored: string | undefined;
}

/** A store that keeps in memory what it failed to store, as long as nothing else is stored. */
function keepingUnstored(store: TokenStore, onNotStored: (error: unknown) => void) {
  let unstored: { readonly tokens: Tokens; readonly insteadOf: string | undefined } | undefined;

  async function read(): Promise<ReadTokens> {
    const tokens = await store.get();
    const stored = tokens?.refreshToken;
    if (unstored !== undefined && unstored.insteadOf === stored) return { tokens: unstored.tokens, stored };
    unstored = undefined;
    return { tokens, stored };
  }

  /**
   * Stores new credentials, unless something else is stored by now: then somebody has signed in or out meanwhile, or
   * another process was first.
   *
   * @param insteadOf the refresh token that the store had when these were asked for
   */
  async function replace(tokens: Tokens, insteadOf: string | undefined): Promise<void> {
    // Kept first, because storing may also take longer than anybody waits.
    const kept = { tokens, insteadOf };
    unstored = kept;
    if ((await read()).stored !== insteadOf) return;
    try {
      await store.set(tokens);
      if (unstored === kept) unstored = undefined;
    } catch (error) {
      onNotStored(error);
    }
  }

  return { read, replace };
}
