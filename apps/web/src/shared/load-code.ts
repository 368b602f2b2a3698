import { type Connection, connection } from "./connection";

/** The server is reachable and does not have a chunk of the app: a newer version was deployed. */
export class MissingCodeError extends Error {
  constructor(cause: unknown) {
    super("A part of the app could not be loaded.", { cause });
    this.name = "MissingCodeError";
  }
}

/**
 * Wraps a dynamic import so that it waits for the network and then continues.
 *
 * @param load such as `() => import("./page")`
 * @throws MissingCodeError if the server is reachable and the import still fails
 */
export function loadCode<Code>(load: () => Promise<Code>, way: Connection = connection): () => Promise<Code> {
  return async () => {
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if ((await way.check()) === "up") throw new MissingCodeError(error);
        await way.whenUp();
        // Some browsers cache a failed import: then only reloading the page helps.
      }
    }
  };
}

const KEY = "foyer-loaded-anew";
/** A chunk missing again within this time after a reload has another cause. */
const RELOAD_PAUSE_MS = 60_000;

/**
 * Reloads the page to get the newest app, unless that was just done.
 *
 * @returns whether the page is reloading
 */
export function reloadOnce(now = Date.now()): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY));
    if (now - last < RELOAD_PAUSE_MS) return false;
    sessionStorage.setItem(KEY, String(now));
  } catch {
    // Without storage it might reload forever.
    return false;
  }
  window.location.reload();
  return true;
}
