import { type Connection, connection } from "./connection";

/** The server is there and does not have a piece of the app: there is a newer app by now. */
export class MissingCodeError extends Error {
  constructor(cause: unknown) {
    super("A part of the app could not be loaded.", { cause });
    this.name = "MissingCodeError";
  }
}

/**
 * Makes the loading of a piece of the app outlast the absence of the network: it waits, and goes on by itself.
 *
 * @param load such as `() => import("./page")`
 * @throws MissingCodeError when the server can be reached and the piece cannot be had all the same
 */
export function loadCode<Code>(load: () => Promise<Code>, way: Connection = connection): () => Promise<Code> {
  return async () => {
    for (;;) {
      try {
        return await load();
      } catch (error) {
        if ((await way.check()) === "up") throw new MissingCodeError(error);
        await way.whenUp();
        // Some browsers remember that a piece could not be loaded: then only loading the page anew helps.
      }
    }
  };
}

const KEY = "foyer-loaded-anew";
/** What is missing again so soon after the page was loaded anew is missing for another reason. */
const PAUSE_MS = 60_000;

/**
 * Loads the page anew, which brings the newest app, unless that was done just now.
 *
 * @returns whether the page is about to go
 */
export function loadAnewOnce(now = Date.now()): boolean {
  try {
    const last = Number(sessionStorage.getItem(KEY));
    if (now - last < PAUSE_MS) return false;
    sessionStorage.setItem(KEY, String(now));
  } catch {
    // Without a memory it might go on for ever.
    return false;
  }
  window.location.reload();
  return true;
}
