import { type Scan, scans } from "./scan";
import { unsentOnly } from "./scan-queue";

/** A scan queue in local storage that notifies its subscribers of changes. */
export interface ScanStore {
  read(): readonly Scan[];
  /** Applies a change to the stored queue, which another tab may have written. */
  update(change: (queue: readonly Scan[]) => readonly Scan[]): void;
  subscribe(listener: () => void): () => void;
}

const PREFIX = "foyer-door ";

/** How long settled scans, which contain names, stay on the device. */
const RETENTION_MS = 3 * 86_400_000;

/** The scans of one event and user, stored until the server knows them. */
export function createScanStore(userId: string, eventId: string): ScanStore {
  const key = `${PREFIX}${userId} ${eventId}`;
  const listeners = new Set<() => void>();
  const stored = load(key);
  let known = { text: stored, queue: readQueue(stored) };

  function read(): readonly Scan[] {
    const text = load(key);
    // Without storage, or if it is full, the queue is only in memory.
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
      // Another tab for the same event.
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

/** Called on sign-out: keeps only what the server does not know yet, for the next sign-in. */
export function clearSentScans(): void {
  reduceAll(unsentOnly);
}

/** Removes old scans of past events. */
export function clearOldScans(now: number): void {
  reduceAll((queue) => {
    const unsent = new Set(unsentOnly(queue));
    return queue.filter((scan) => unsent.has(scan) || now - scan.scannedAt < RETENTION_MS);
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
    // Without storage there is nothing to remove.
  }
}

/** Storage may have been written by another version of the app, so each scan is parsed separately. */
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
