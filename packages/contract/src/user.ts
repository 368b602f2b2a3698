import { z } from "zod";
import { storedEmail } from "./email.js";
import { sessionDocumentId, userId } from "./ids.js";
import { page, pageInput } from "./page.js";
import { LONGEST_PASSWORD, opaquePassword, SHORTEST_PASSWORD } from "./password.js";
import { search } from "./search.js";
import { name } from "./text.js";
import { answeredInstant } from "./time.js";

export const role = z.enum(["user", "admin"]);
export type Role = z.infer<typeof role>;

/** An address in its stored form, checked against a pattern. */
function emailBy(pattern: RegExp) {
  return z.string().max(512).transform(storedEmail).pipe(z.email({ pattern }).max(254));
}

/**
 * What HTML's email fields accept, plus international domains. Normalized before it is stored or looked up
 * (domain rules, User).
 */
export const email = emailBy(z.regexes.html5Email);

/**
 * For looking up an account: older accounts may have addresses that are rejected today, such as with a hyphen at
 * the end of a label.
 */
const knownEmail = emailBy(new RegExp(`${z.regexes.html5Email.source}|${z.regexes.email.source}`));

/** 8 to 128 characters in its normalized form (domain rules, User; RFC 8265). */
export const password = z
  .string()
  .max(1024)
  .transform(opaquePassword)
  .pipe(z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD));

/** How a client receives its credentials: browsers as a cookie, programs as tokens in the answer. */
const transport = z.enum(["cookie", "bearer"]).default("cookie");

/** An id that a client chooses for its device, so that a later sign-in is recognized as the same device. */
const deviceId = z.string().min(1).max(128).optional();

/**
 * The `deviceToken` of an earlier sign-in on this device. It grants no access; with it, wrong passwords sent by
 * others do not lock this device out. Browsers have it in a cookie.
 */
const deviceToken = z.string().max(1024).optional();

/** Looser than `password`: passwords accepted under earlier rules must still be checkable. */
const givenPassword = z.string().min(1).max(1024);

/** A token as created by `newToken`. Anything else is simply not found, so only the length is bounded. */
export const givenToken = z.string().min(1).max(256);

export const personName = name(100);

export const registerInput = z.strictObject({
  email,
  password,
  name: personName,
  transport,
  deviceId,
  deviceToken,
});
export const loginInput = z.strictObject({
  email: knownEmail,
  password: givenPassword,
  transport,
  deviceId,
  deviceToken,
});

/** For refresh and sign-out: programs send their refresh token, browsers have it in a cookie. */
export const refreshInput = z.strictObject({ refreshToken: givenToken.optional() });

export const updateProfileInput = z.strictObject({ name: personName });
export const changePasswordInput = z.strictObject({
  /** Left out by accounts without a password. */
  currentPassword: givenPassword.optional(),
  newPassword: password,
});
export const requestPasswordResetInput = z.strictObject({ email: knownEmail });
export const resetPasswordInput = z.strictObject({ token: givenToken, newPassword: password });
export const verifyEmailInput = z.strictObject({ token: givenToken });

/** The code of a mail: six digits, with spaces or without. */
const mailedCode = z
  .string()
  .max(32)
  .transform((typed) => typed.normalize("NFKC").replace(/[\s-]/g, ""))
  .pipe(z.string().regex(/^\d{6}$/, "The code in the mail has six digits."));

export const requestSignInInput = z.strictObject({ email: knownEmail });
export const signInWithLinkInput = z.strictObject({ token: givenToken, transport, deviceId, deviceToken });
export const signInWithCodeInput = z.strictObject({
  email: knownEmail,
  code: mailedCode,
  transport,
  deviceId,
  deviceToken,
});

export const requestEmailChangeInput = z.strictObject({
  email,
  /** Left out by accounts without a password. */
  password: givenPassword.optional(),
});
export const confirmEmailChangeInput = z.strictObject({ token: givenToken });
export const undoEmailChangeInput = z.strictObject({ token: givenToken });

/** With the password, or with a code that was just mailed. */
export const deleteAccountInput = z.strictObject({
  password: givenPassword.optional(),
  code: mailedCode.optional(),
  /** That its consequences are known: nobody can undo it. */
  confirm: z.literal(true),
});
export const revokeDeviceInput = z.strictObject({ id: sessionDocumentId });

/** The answer of mutations without a result. */
export const done = z.object({ ok: z.literal(true) });

/** What is known about a signed-in device. */
export const deviceInfo = z.object({
  userAgent: z.string().max(512).nullable(),
  ip: z.string().max(64).nullable(),
  /** Chosen by the client for its device. */
  deviceId: z.string().max(128).nullable(),
});
export type DeviceInfo = z.infer<typeof deviceInfo>;

/** A user as shown to that user. Never contains the password or its hash. */
export const userView = z.object({
  id: userId,
  email: z.string(),
  name: z.string(),
  role,
  isActive: z.boolean(),
  isLocked: z.boolean(),
  isEmailVerified: z.boolean(),
  /** Without one, a user signs in by mailed link or code. */
  hasPassword: z.boolean(),
  /** Made by a booking without an account, and nobody has signed in yet. */
  isGuest: z.boolean(),
  /** When its owner deleted it; such an account has no name and no address any more. */
  deletedAt: answeredInstant.nullable(),
  lastLoginAt: answeredInstant.nullable(),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type UserView = z.output<typeof userView>;

const signedInByCookie = z.object({
  transport: z.literal("cookie"),
  user: userView,
  expiresAt: answeredInstant,
});
const signedInByBearer = z.object({
  transport: z.literal("bearer"),
  user: userView,
  expiresAt: answeredInstant,
  sessionToken: z.string(),
  refreshToken: z.string(),
  /** To be kept by the device, even after signing out, and sent with its next sign-in. */
  deviceToken: z.string(),
});

/** The answer to a sign-in: the user, and with `bearer` the credentials. */
export const signedIn = z.discriminatedUnion("transport", [signedInByCookie, signedInByBearer]);
export type SignedIn = z.output<typeof signedIn>;

/** Whether a verification mail is being sent: false without a mail server. */
const isVerificationMailed = z.boolean();

/** The answer to a registration: that of a sign-in. */
export const registered = z.discriminatedUnion("transport", [
  signedInByCookie.extend({ isVerificationMailed }),
  signedInByBearer.extend({ isVerificationMailed }),
]);

/** The answer to a refresh: that of a sign-in, without the user. */
export const refreshed = z.discriminatedUnion("transport", [
  z.object({ transport: z.literal("cookie"), expiresAt: answeredInstant }),
  z.object({
    transport: z.literal("bearer"),
    expiresAt: answeredInstant,
    sessionToken: z.string(),
    refreshToken: z.string(),
  }),
]);

/** A signed-in device as shown to its user. */
export const deviceView = z.object({
  id: sessionDocumentId,
  /** For display: "Firefox on Linux". */
  label: z.string(),
  /** Whether it is the device making the request. */
  current: z.boolean(),
  ip: z.string().nullable(),
  lastUsedAt: answeredInstant,
  createdAt: answeredInstant,
  /** When its session ends unless it is used before. */
  expiresAt: answeredInstant,
});
export type DeviceView = z.output<typeof deviceView>;

export const revokedDevices = z.object({ count: z.int() });

/** Input of the admins' user list. */
export const listUsersInput = pageInput.extend({
  /** Matched against name and email address, ignoring case and accents. */
  search: search.optional(),
  role: role.optional(),
  state: z.enum(["active", "disabled", "locked", "deleted"]).optional(),
});
export type ListUsersInput = z.output<typeof listUsersInput>;

export const userPage = page(userView);
export const setRoleInput = z.strictObject({ id: userId, role });
export const setUserActiveInput = z.strictObject({ id: userId, isActive: z.boolean() });
export const setEmailInput = z.strictObject({ id: userId, email });
export const userIdInput = z.strictObject({ id: userId });
