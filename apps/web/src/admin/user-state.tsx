import type { UserView } from "@foyer/contract/user";
import { IconCircleCheck, IconCircleMinus, IconLock } from "@tabler/icons-react";
import classes from "./user-state.module.css";

type Stateful = Pick<UserView, "isActive" | "isLocked" | "isGuest" | "deletedAt">;

/** Whether a user can sign in, and if not, why. */
export function UserState({ user }: { user: Stateful }) {
  return (
    <span className={classes.states}>
      {!user.isActive && (
        <span className={classes.state} data-state="disabled">
          <IconCircleMinus size={16} aria-hidden />
          {user.deletedAt === null ? "Disabled" : "Deleted"}
        </span>
      )}
      {user.isLocked && (
        <span className={classes.state} data-state="locked">
          <IconLock size={16} aria-hidden />
          Locked
        </span>
      )}
      {user.isActive && !user.isLocked && (
        <span className={classes.state}>
          <IconCircleCheck size={16} aria-hidden />
          {user.isGuest ? "Guest" : "Active"}
        </span>
      )}
    </span>
  );
}
