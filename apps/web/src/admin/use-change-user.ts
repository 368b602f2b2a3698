import type { UserId } from "@foyer/contract/ids";
import { trpc } from "../api/client";
import { useOneAtATime } from "../shared/one-at-a-time";
import type { UserChange } from "./user-changes";

/** The mutations for an admin's changes to an account. */
export function useChangeUser(onSuccess: () => Promise<void>) {
  const role = trpc.user.setRole.useMutation({ onSuccess });
  const active = trpc.user.setActive.useMutation({ onSuccess });
  const unlock = trpc.user.unlock.useMutation({ onSuccess });
  const startRole = useOneAtATime(role);
  const startActive = useOneAtATime(active);
  const startUnlock = useOneAtATime(unlock);

  function start(change: UserChange, id: UserId) {
    switch (change) {
      case "make-admin":
        return startRole({ id, role: "admin" });
      case "make-user":
        return startRole({ id, role: "user" });
      case "disable":
        return startActive({ id, isActive: false });
      case "enable":
        return startActive({ id, isActive: true });
      case "unlock":
        return startUnlock({ id });
    }
  }
  return {
    start,
    isWorking: role.isPending || active.isPending || unlock.isPending,
    error: role.error ?? active.error ?? unlock.error,
  };
}
