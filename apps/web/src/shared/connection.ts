/** Whether the server can be reached, and if not, whose side it is on: this device has no network, or no answer comes. */
export type ConnectionState = "up" | "no-network" | "no-answer";

/** What a connection is watched with; tests bring their own. */
export interface ConnectionWatch {
  /** Asks the server whether it is there. May be rejected. */
  readonly probe: () => Promise<boolean>;
  /** Whether the device believes that it has a network. */
  readonly hasNetwork: () => boolean;
  /** Calls back after a time in milliseconds, or at once where the network comes or goes meanwhile. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Connection {
  current(): ConnectionState;
  subscribe(onChange: () => void): () => void;
  /** A request got no answer, or the device says that its network went or came: asks the server. */
  check(): Promise<ConnectionState>;
  /** An answer came. */
  seen(): void;
  /** Resolves as soon as the server can be reached. */
  whenUp(): Promise<void>;
}

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 15_000;

/**
 * Watches the way to the server. One request that failed proves nothing, so the server is asked before it is said to be
 * away; while it is, it is asked again and again, more and more seldom.
 */
export function createConnection({ probe, hasNetwork, sleep }: ConnectionWatch): Connection {
  let state: ConnectionState = "up";
  let asking: Promise<ConnectionState> | undefined;
  let isWatching = false;
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
    // A probe on a device without a network may hang; that it has none is known at once.
    if (!hasNetwork()) set("no-network");
    asking ??= ask().finally(() => {
      asking = undefined;
      if (isAway()) void watch();
    });
    return asking;
  }

  async function watch(): Promise<void> {
    if (isWatching) return;
    isWatching = true;
    for (let pause = FIRST_PAUSE_MS; isAway(); pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      // Jittered, so that all who lost a server do not come back to it in the same moment.
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
    seen: () => set("up"),
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

/** The way to the server that this page came from. */
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

/** What stands between the server and the page answers for it when it is away. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504]);

/** `fetch` by which the connection learns what comes and what does not. */
export function watchingConnection(
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
