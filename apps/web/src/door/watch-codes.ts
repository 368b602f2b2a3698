/** The interval between decoded frames. */
const FRAME_INTERVAL_MS = 150;

/** A code that stays in the picture counts once; held up again after this time it counts again. */
const SAME_CODE_MS = 3_000;

/** Decodes frames until stopped, and reports each code once for as long as it stays in the picture. */
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
    await new Promise((resolve) => setTimeout(resolve, FRAME_INTERVAL_MS));
  }
}
