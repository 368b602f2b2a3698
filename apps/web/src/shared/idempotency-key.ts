import { useMemo, useRef } from "react";

/** 128 random bits; `crypto.randomUUID` is missing on pages served over plain http. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * One key per intent (domain rules, Idempotency): a retry after a lost answer sends the same key. Changed input,
 * or `settle` after success, starts a new one.
 */
export function useIdempotencyKey() {
  const current = useRef<{ intent: string; key: string } | null>(null);
  return useMemo(
    () => ({
      keyFor(intent: string): string {
        if (current.current?.intent !== intent) current.current = { intent, key: newKey() };
        return current.current.key;
      },
      settle() {
        current.current = null;
      },
    }),
    [],
  );
}
