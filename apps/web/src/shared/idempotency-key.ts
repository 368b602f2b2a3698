import { randomId } from "@foyer/contract/random-id";
import { useMemo, useRef } from "react";

/**
 * One key per intent (domain rules, Idempotency): a retry after a lost answer sends the same key. Changed input,
 * or `settle` after success, starts a new one.
 */
export function useIdempotencyKey() {
  const current = useRef<{ intent: string; key: string } | null>(null);
  return useMemo(
    () => ({
      keyFor(intent: string): string {
        if (current.current?.intent !== intent) current.current = { intent, key: randomId() };
        return current.current.key;
      },
      settle() {
        current.current = null;
      },
    }),
    [],
  );
}
