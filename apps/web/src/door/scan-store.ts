import { type Scan, scans } from "./scan";
import { unsentOnly } from "./scan-queue";

/** A queue of scans that outlasts the page, and tells who shows it of every change. */
export interface ScanStore {
  read(): readonly Scan[];
  /** Changes what is kept at this moment, whichever tab wrote it last. */
  update(change: (queue: readonly Scan[]) => readonly Scan[]): void;
  subscribe(listener: () => void): () => void;
}

const PREFIX = "foyer-door ";

/** How long settled scans stay on a device, with the names in them. */
const KEPT_MS = 3 * 86_400_000;

/** The scans of one door, kept for whoever is signed in until the server knows them. */
export function createScanStore(userId: string, eventId: string): ScanStore {
  const key = `${PREFIX}${userId} ${eventId}`;
  const listeners = new Set<() => void>();
  const stored = load(key);
  let known = { text: stored, queue: readQueue(stored) };

  function read(): readonly Scan[] {
    const text = load(key);
    // Storage that is forbidden or full keeps nothing; then what this page knows is all there is.
    if (text !== null && text !== known.text) known = { text, queue: readQueue(text) };
    return known.queue;
  }

  function tell(): void {
    for (const listener of listeners) listener();
  }

  return {
    read,
    update(change) {
      const queue = change(read());
      if (queue === known.queue) return;
      const text = JSON.stringify(queue);
      known = { text: save(key, text) ? text : load(key), queue };
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      // Another tab of the same door.
      const onStorage = (event: StorageEvent) => {
        if (event.key === key) listener();
      };
      window.addEventListener("storage", onStorage);
      return () => {
        listeners.delete(listener);
        window.removeEventListener("storage", onStorage);
      };
    },
  };
}

/** Somebody signs out: only what the server does not know yet stays, for when they come back. */
export function forgetScans(): void {
  reduceAll(unsentOnly);
}

/** Lets go of what doors of earlier days left here. */
export function forgetOldScans(now: number): void {
  reduceAll((queue) => {
    const unsent = new Set(unsentOnly(queue));
    return queue.filter((scan) => unsent.has(scan) || now - scan.scannedAt < KEPT_MS);
  });
}

function reduceAll(reduce: (queue: readonly Scan[]) => readonly Scan[]): void {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
      const kept = reduce(readQueue(localStorage.getItem(key)));
      if (kept.length === 0) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify(kept));
    }
  } catch {
    // Storage that is forbidden holds nothing.
  }
}

/** The storage is written by whatever version of the app was open then: scan by scan, what can be read. */
function readQueue(text: string | null): readonly Scan[] {
  if (text === null) return [];
  try {
    const stored: unknown = JSON.parse(text);
    const read = scans.safeParse(stored);
    if (read.success) return read.data;
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((one) => {
      const parsed = scans.element.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    });
  } catch {
    return [];
  }
}

function load(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function save(key: string, text: string): boolean {
  try {
    localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
