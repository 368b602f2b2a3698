import { useQueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { useCallback } from "react";
import { trpc } from "./client";

/**
 * Forgets what was fetched for whoever was here before, but for who is here now: what one person saw must not
 * be there for the next at the same device. What the page still shows is fetched again.
 */
export function useForgetEverybody() {
  const queryClient = useQueryClient();
  return useCallback(async () => {
    const me = JSON.stringify(getQueryKey(trpc.user.me, undefined, "query"));
    const predicate = ({ queryKey }: { queryKey: readonly unknown[] }) => JSON.stringify(queryKey) !== me;
    queryClient.removeQueries({ type: "inactive", predicate });
    await queryClient.resetQueries({ type: "active", predicate });
  }, [queryClient]);
}
