/** How often a picture is looked at. */
const LOOK_EVERY_MS = 150;

/** A code that stays in the picture is one scan; held up again after so long it is another. */
const SAME_CODE_MS = 3_000;

/** Looks for codes until it is told to stop, and tells of each one once for as long as it stays in the picture. */
export async function watchCodes(
  look: () => Promise<readonly string[]>,
  onCode: (code: string) => void,
  stop: AbortSignal,
  now: () => number = Date.now,
): Promise<void> {
  const lastSeen = new Map<string, number>();
  while (!stop.aborted) {
    for (const code of await look()) {
      const seenAt = lastSeen.get(code);
      lastSeen.set(code, now());
      if (stop.aborted) return;
      if (seenAt === undefined || now() - seenAt > SAME_CODE_MS) onCode(code);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}
