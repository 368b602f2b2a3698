import { useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useCallback } from "react";
import { trpc } from "./client";

/**
 * Clears everything cached except the current user, so that one user's data is never shown to the next one on the
 * same device. What is on screen is fetched again.
 */
export function useClearUserCache() {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    const me = JSON.stringify(getQueryKey(trpc.user.me, undefined, "query"));
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => JSON.stringify(queryKey) !== me;
    queryClient.removeQueries({ type: "inactive", predicate });
    await queryClient.resetQueries({ type: "active", predicate });
  }, [queryClient]);
}
