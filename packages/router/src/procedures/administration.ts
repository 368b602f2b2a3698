import { listSecurityEventsInput, securityEventPage } from "@foyer/contract/security-event";
import {
  listUsersInput,
  setEmailInput,
  setRoleInput,
  setUserActiveInput,
  userIdInput,
  userPage,
  userView,
} from "@foyer/contract/user";
import {
  setRole,
  setUserActive,
  signOutEverywhere,
  unlockUser,
} from "@foyer/domain/accounts/administer-user";
import { listUsers } from "@foyer/domain/accounts/list-users";
import { listSecurityEvents } from "@foyer/domain/security/security-events";
import { setEmail } from "@foyer/domain/workflows/set-email";
import { adminProcedure } from "../trpc.js";

/** The procedures `user.*` for admins. */
export const administrationProcedures = {
  /** All users, by name. */
  list: adminProcedure
    .input(listUsersInput.prefault({}))
    .output(userPage)
    .query(({ ctx, input }) => listUsers(ctx.app, input)),

  /** Changes a user's role. */
  setRole: adminProcedure
    .input(setRoleInput)
    .output(userView)
    .mutation(({ ctx, input }) => setRole(ctx.app, ctx.actor, input)),

  /** Disables an account, which ends its sessions at once, or enables it. */
  setActive: adminProcedure
    .input(setUserActiveInput)
    .output(userView)
    .mutation(({ ctx, input }) => setUserActive(ctx.app, ctx.actor, input)),

  /** Gives somebody's account another address, which counts as unproved. Both addresses are told. */
  setEmail: adminProcedure
    .input(setEmailInput)
    .output(userView)
    .mutation(({ ctx, input }) => setEmail(ctx.app, ctx.actor, input)),

  /** Ends a lock before its time. */
  unlock: adminProcedure
    .input(userIdInput)
    .output(userView)
    .mutation(({ ctx, input }) => unlockUser(ctx.app, ctx.actor, input.id)),

  /** Signs a user out on all of their devices. */
  signOutEverywhere: adminProcedure
    .input(userIdInput)
    .output(userView)
    .mutation(({ ctx, input }) => signOutEverywhere(ctx.app, ctx.actor, input.id)),

  /** The audit of accounts and sessions, newest first. */
  securityEvents: adminProcedure
    .input(listSecurityEventsInput.prefault({}))
    .output(securityEventPage)
    .query(({ ctx, input }) => listSecurityEvents(ctx.app, input)),
};
