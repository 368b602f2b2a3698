/**
 * Whether the server is reachable, and if not, why: this device has no network, or the server does not answer.
 */
export type ConnectionState = "up" | "no-network" | "no-answer";

/** The dependencies of a connection; tests bring their own. */
export interface ConnectionWatch {
  /** Asks the server whether it is there. May reject. */
  readonly probe: () => Promise<boolean>;
  /** Whether the browser reports a network. */
  readonly hasNetwork: () => boolean;
  /** Resolves after a time in milliseconds, or as soon as the network goes or comes back. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Connection {
  current(): ConnectionState;
  subscribe(onChange: () => void): () => void;
  /** Called when a request got no answer, or the browser reports a change of network: probes the server. */
  check(): Promise<ConnectionState>;
  /** Called when an answer came. */
  seen(): void;
  /** Resolves as soon as the server is reachable. */
  whenUp(): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Tracks whether the server is reachable. One failed request proves nothing, so the server is probed first. While
 * it is unreachable, it is probed at growing intervals.
 */
export function createConnection({ probe, hasNetwork, sleep }: ConnectionWatch): Connection {
  let state: ConnectionState = "up";
  let asking: Promise<ConnectionState> | undefined;
  let isWatching = false;
  /** The network went while a probe was under way: what that finds may be older. */
  let isProbeStale = false;
  const listeners = new Set<() => void>();

  function set(next: ConnectionState): void {
    if (state === next) return;
    state = next;
    for (const listener of listeners) listener();
  }

  const isAway = () => state !== "up";

  async function ask(): Promise<ConnectionState> {
    const isThere = await probe().catch(() => false);
    set(isThere ? "up" : hasNetwork() ? "no-answer" : "no-network");
    return state;
  }

  function check(): Promise<ConnectionState> {
    // Without a network a probe may hang, and its result is known anyway.
    if (!hasNetwork()) {
      set("no-network");
      isProbeStale = asking !== undefined;
    }
    asking ??= ask().finally(() => {
      asking = undefined;
      if (isProbeStale) {
        isProbeStale = false;
        void check();
      } else if (isAway()) void watch();
    });
    return asking;
  }

  async function watch(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    for (let pause = FIRST_PAUSE_MS; isAway(); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      // With jitter, so that clients do not all come back at once.
      await sleep(pause * (0.75 + Math.random() / 2));
      if (isAway()) await check();
    }
    isWatching = false;
  }

  return {
    current: () => state,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    check,
    seen() {
      // An answer that was on its way when the network went proves nothing; a probe does.
      if (isAway() && !hasNetwork()) void check();
      else set("up");
    },
    whenUp: () =>
      new Promise((resolve) => {
        if (state === "up") return resolve();
        const listener = () => {
          if (state !== "up") return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      }),
  };
}

const PROBE_MS = 5_000;

/** The connection to the server of this page. */
export const connection = createConnection({
  async probe() {
    const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PROBE_MS) });
    return answer.status < 500;
  },
  hasNetwork: () => navigator.onLine,
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener("online", done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      window.addEventListener("online", done);
    }),
});

/** Statuses that a gateway returns when the server behind it is down. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** A `fetch` that reports answers and failures to the connection. */
export function fetchWatchingConnection(
  fetch: typeof globalThis.fetch,
  way: Connection = connection,
): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      const answer = await fetch(input, init);
      const isOurs = answer.headers.get("content-type")?.includes("json") ?? false;
      if (GATEWAY_STATUSES.has(answer.status) && !isOurs) void way.check();
      else way.seen();
      return answer;
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) void way.check();
      throw error;
    }
  };
}
