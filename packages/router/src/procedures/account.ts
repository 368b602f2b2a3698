import { ownData } from "@foyer/contract/own-data";
import {
  changePasswordInput,
  confirmEmailChangeInput,
  deleteAccountInput,
  deviceView,
  done,
  loginInput,
  refreshed,
  refreshInput,
  registered,
  registerInput,
  requestEmailChangeInput,
  requestPasswordResetInput,
  requestSignInInput,
  resetPasswordInput,
  revokeDeviceInput,
  revokedDevices,
  signedIn,
  signInWithCodeInput,
  signInWithLinkInput,
  undoEmailChangeInput,
  updateProfileInput,
  userView,
  verifyEmailInput,
} from "@foyer/contract/user";
import { requestVerification, verifyEmail } from "@foyer/domain/accounts/email-verification";
import { findAccount } from "@foyer/domain/accounts/find-account";
import { changePassword, requestPasswordReset, resetPassword } from "@foyer/domain/accounts/passwords";
import { register } from "@foyer/domain/accounts/register";
import { signIn } from "@foyer/domain/accounts/sign-in";
import { requestSignIn, signInWithCode, signInWithLink } from "@foyer/domain/accounts/sign-in-by-mail";
import { undoEmailChange } from "@foyer/domain/accounts/undo-email-change";
import { updateProfile } from "@foyer/domain/accounts/update-profile";
import { requireMailServer } from "@foyer/domain/outbox/require-mail-server";
import { listDevices, revokeDevice, revokeOtherDevices } from "@foyer/domain/sessions/devices";
import { confirmEmailChange, requestEmailChange } from "@foyer/domain/workflows/change-email";
import { deleteAccount, requestDeletionCode } from "@foyer/domain/workflows/delete-account";
import { exportOwnData } from "@foyer/domain/workflows/export-own-data";
import { z } from "zod";
import type { Context } from "../context.js";
import { endSession, issueCredentials, refresh } from "../credentials.js";
import { limitedByIp, limitedByIpAnd, limitedByUser } from "../limits.js";
import { publicProcedure, sessionProcedure, signedInProcedure } from "../trpc.js";

const DONE = { ok: true } as const;

/** Adds the device token of the cookie if the input has none: programs send it in the input. */
function withDeviceToken<Input extends { readonly deviceToken?: string | undefined }>(
  { cookies }: Context,
  input: Input,
): Input {
  return { ...input, deviceToken: input.deviceToken ?? cookies.deviceToken };
}

/** The procedures `user.*` for one's own account. */
export const accountProcedures = {
  /** Creates an account and signs it in. */
  register: publicProcedure
    .input(registerInput)
    .use(limitedByIp("registerPerIp"))
    .output(registered)
    .mutation(async ({ ctx, input }) => {
      const device = { ...ctx.device, deviceId: input.deviceId ?? null };
      const { isVerificationMailed, ...account } = await register(
        ctx.app,
        withDeviceToken(ctx, input),
        device,
      );
      return { ...(await issueCredentials(ctx, input.transport, account)), isVerificationMailed };
    }),

  /** Signs in with email and password. */
  login: publicProcedure
    .input(loginInput)
    .use(limitedByIp("signInPerIp"))
    .output(signedIn)
    .mutation(async ({ ctx, input }) => {
      const device = { ...ctx.device, deviceId: input.deviceId ?? null };
      return issueCredentials(
        ctx,
        input.transport,
        await signIn(ctx.app, withDeviceToken(ctx, input), device),
      );
    }),

  /** Mails a link and a code to sign in if the account exists. The answer is the same if it does not. */
  requestSignIn: publicProcedure
    .input(requestSignInInput)
    .use(limitedByIpAnd("mailPerIp", "mailPerAccount"))
    .output(done)
    .mutation(({ ctx, input }) => {
      requireMailServer(ctx.app);
      // Not awaited: the response time would reveal whether the account exists.
      ctx.background(requestSignIn(ctx.app, input.email, ctx.device));
      return DONE;
    }),

  /** Signs in with the token of a mailed link. */
  signInWithLink: publicProcedure
    .input(signInWithLinkInput)
    .use(limitedByIp("tokenPerIp"))
    .output(signedIn)
    .mutation(async ({ ctx, input }) => {
      const device = { ...ctx.device, deviceId: input.deviceId ?? null };
      const account = await signInWithLink(ctx.app, withDeviceToken(ctx, input), device);
      return issueCredentials(ctx, input.transport, account);
    }),

  /** Signs in with the code of the same mail. */
  signInWithCode: publicProcedure
    .input(signInWithCodeInput)
    .use(limitedByIp("signInPerIp"))
    .output(signedIn)
    .mutation(async ({ ctx, input }) => {
      const device = { ...ctx.device, deviceId: input.deviceId ?? null };
      const account = await signInWithCode(ctx.app, withDeviceToken(ctx, input), device);
      return issueCredentials(ctx, input.transport, account);
    }),

  /** Exchanges the refresh token, from the input or the cookie, for new credentials. */
  refresh: publicProcedure
    .input(refreshInput.prefault({}))
    .use(limitedByIp("tokenPerIp"))
    .output(refreshed)
    .mutation(({ ctx, input }) => refresh(ctx, input.refreshToken)),

  /** Ends the session it is called with, if any. */
  logout: publicProcedure
    .input(refreshInput.prefault({}))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await endSession(ctx, input.refreshToken);
      return DONE;
    }),

  /**
   * The caller's account; null for anonymous callers. An expired session token fails with `UNAUTHENTICATED`, so that
   * the client refreshes it.
   */
  me: sessionProcedure
    .output(userView.nullable())
    .query(({ ctx }) => ("id" in ctx.caller ? findAccount(ctx.app, ctx.caller) : null)),

  /** Changes the caller's own name. */
  updateProfile: signedInProcedure
    .input(updateProfileInput)
    .output(userView)
    .mutation(({ ctx, input }) => updateProfile(ctx.app, ctx.actor, input)),

  /** The devices the caller is signed in on. */
  devices: signedInProcedure.output(z.array(deviceView)).query(({ ctx }) => listDevices(ctx.app, ctx.caller)),

  /** Signs one of the caller's devices out. */
  revokeDevice: signedInProcedure
    .input(revokeDeviceInput)
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await revokeDevice(ctx.app, ctx.caller, input.id, ctx.device);
      return DONE;
    }),

  /** Signs all of the caller's devices out but this one. */
  revokeOtherDevices: signedInProcedure.output(revokedDevices).mutation(async ({ ctx }) => ({
    count: await revokeOtherDevices(ctx.app, ctx.caller, ctx.device),
  })),

  /** Changes the password and signs out the caller's other devices. */
  changePassword: signedInProcedure
    .input(changePasswordInput)
    .use(limitedByUser("passwordPerUser"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { deviceToken } = ctx.cookies;
      const change = { ...input, device: ctx.device, deviceToken };
      const renewed = await changePassword(ctx.app, ctx.caller, change);
      // Programs get theirs at their next sign-in.
      if (deviceToken !== undefined) ctx.cookies.setDeviceToken(renewed);
      return DONE;
    }),

  /**
   * Mails a link to another address for the caller's account, and tells the present one. The answer is the same if the
   * other one is taken.
   */
  requestEmailChange: signedInProcedure
    .input(requestEmailChangeInput)
    .use(limitedByUser("passwordPerUser"))
    .use(limitedByUser("mailPerAccount"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const sendMails = await requestEmailChange(ctx.app, ctx.caller, { ...input, device: ctx.device });
      ctx.background(sendMails());
      return DONE;
    }),

  /** Gives an account the address that a mailed link was sent to. Needs no session: the mail may be read elsewhere. */
  confirmEmailChange: publicProcedure
    .input(confirmEmailChangeInput)
    .use(limitedByIp("tokenPerIp"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await confirmEmailChange(ctx.app, input.token, ctx.device);
      return DONE;
    }),

  /** Takes an account's former address back, signs out all devices and voids the password. */
  undoEmailChange: publicProcedure
    .input(undoEmailChangeInput)
    .use(limitedByIp("tokenPerIp"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await undoEmailChange(ctx.app, input.token, ctx.device);
      return DONE;
    }),

  /** Everything that Foyer has about the caller. */
  exportData: signedInProcedure
    .use(limitedByUser("exportsPerUser"))
    .output(ownData)
    .query(({ ctx }) => exportOwnData(ctx.app, ctx.caller, ctx.device)),

  /** Mails a code with which the caller's account can be deleted without a password. */
  requestDeletionCode: signedInProcedure
    .use(limitedByUser("mailPerAccount"))
    .output(done)
    .mutation(async ({ ctx }) => {
      await requestDeletionCode(ctx.app, ctx.caller);
      return DONE;
    }),

  /** Deletes the caller's account for good. Confirmed bookings stay, without the person. */
  deleteAccount: signedInProcedure
    .input(deleteAccountInput)
    .use(limitedByUser("passwordPerUser"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await deleteAccount(ctx.app, ctx.caller, { ...input, device: ctx.device });
      ctx.cookies.clear();
      return DONE;
    }),

  /** Mails a link to set a new password if the account exists. The answer is the same if it does not. */
  requestPasswordReset: publicProcedure
    .input(requestPasswordResetInput)
    .use(limitedByIpAnd("mailPerIp", "mailPerAccount"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      requireMailServer(ctx.app);
      // Not awaited: the response time would reveal whether the account exists.
      ctx.background(requestPasswordReset(ctx.app, input.email, ctx.device));
      return DONE;
    }),

  /** Sets a new password with the token of a mailed link, and signs out all devices. */
  resetPassword: publicProcedure
    .input(resetPasswordInput)
    .use(limitedByIp("tokenPerIp"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      await resetPassword(ctx.app, input, ctx.device);
      return DONE;
    }),

  /** Mails the verification link for the caller's address again. */
  requestEmailVerification: signedInProcedure
    .use(limitedByUser("mailPerAccount"))
    .output(done)
    .mutation(async ({ ctx }) => {
      await requestVerification(ctx.app, ctx.actor);
      return DONE;
    }),

  /**
   * Verifies an address with the token of a mailed link. Needs no session: the mail may be read on another
   * device.
   */
  verifyEmail: publicProcedure
    .input(verifyEmailInput)
    .use(limitedByIp("tokenPerIp"))
    .output(done)
    .mutation(async ({ ctx, input }) => {
      const { caller, device, cookies } = ctx;
      await verifyEmail(ctx.app, input.token, {
        device,
        deviceToken: cookies.deviceToken,
        signedIn: caller.kind === "user" ? caller.id : undefined,
      });
      return DONE;
    }),
};
