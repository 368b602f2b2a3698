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

/** An address in the form that it is stored in, by a rule for what it may look like then. */
function emailBy(pattern: RegExp) {
  return z.string().max(512).transform(storedEmail).pipe(z.email({ pattern }).max(254));
}

/**
 * What HTML's email fields take, and international domains. Trimmed, lower-cased and with its domain in ASCII before it
 * is stored or looked up (domain rules, User).
 */
export const email = emailBy(z.regexes.html5Email);

/** To find an account by: older accounts may have what is refused today, such as a hyphen at the end of a label. */
const knownEmail = emailBy(new RegExp(`${z.regexes.html5Email.source}|${z.regexes.email.source}`));

/** 8 to 128 characters in the form that is hashed (domain rules, User; RFC 8265). */
export const password = z
  .string()
  .max(1024)
  .transform(opaquePassword)
  .pipe(z.string().min(SHORTEST_PASSWORD).max(LONGEST_PASSWORD));

/** How a caller wants its credentials: a cookie for browsers, tokens in the answer for programs. */
const transport = z.enum(["cookie", "bearer"]).default("cookie");

/** Names a device to itself, so that it is recognised when it signs in again. Chosen by the client. */
const deviceId = z.string().min(1).max(128).optional();

/**
 * What an earlier sign-in on this device answered as `deviceToken`. It admits nobody; with it, wrong passwords that others
 * send for the same account do not keep this device out. Browsers have it in a cookie.
 */
const deviceToken = z.string().max(1024).optional();

/** Not `password`: what was accepted once must be checkable for ever, and a wrong one is just wrong. */
const givenPassword = z.string().min(1).max(1024);

/** A token as `newToken` makes them; anything else is just wrong, so only its size is bounded. */
const givenToken = z.string().min(1).max(256);

const personName = name(100);

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

/** To refresh a session and to end it: programs send their refresh token, browsers have it in a cookie. */
export const refreshInput = z.strictObject({ refreshToken: givenToken.optional() });

export const updateProfileInput = z.strictObject({ name: personName });
export const changePasswordInput = z.strictObject({ currentPassword: givenPassword, newPassword: password });
export const requestPasswordResetInput = z.strictObject({ email: knownEmail });
export const resetPasswordInput = z.strictObject({ token: givenToken, newPassword: password });
export const verifyEmailInput = z.strictObject({ token: givenToken });
export const revokeDeviceInput = z.strictObject({ id: sessionDocumentId });

/** The answer of what has nothing to say but that it was done. */
export const done = z.object({ ok: z.literal(true) });

/** What is known of the device that signs in. */
export const deviceInfo = z.object({
  userAgent: z.string().max(512).nullable(),
  ip: z.string().max(64).nullable(),
  /** Chosen by a program or browser for itself, to be recognised again. */
  deviceId: z.string().max(128).nullable(),
});
export type DeviceInfo = z.infer<typeof deviceInfo>;

/** A user as they see themselves. Never holds the password or its hash. */
export const userView = z.object({
  id: userId,
  email: z.string(),
  name: z.string(),
  role,
  isActive: z.boolean(),
  isLocked: z.boolean(),
  isEmailVerified: z.boolean(),
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
  /** To be kept by the device, also when it signs out, and sent with its next sign-in. */
  deviceToken: z.string(),
});

/** What signing in answers: with a cookie just who it is, with `bearer` the credentials too. */
export const signedIn = z.discriminatedUnion("transport", [signedInByCookie, signedInByBearer]);
export type SignedIn = z.output<typeof signedIn>;

/** Whether a mail with a link that proves the address is on its way: false without a mail server. */
const isVerificationMailed = z.boolean();

/** What registering answers: like signing in. */
export const registered = z.discriminatedUnion("transport", [
  signedInByCookie.extend({ isVerificationMailed }),
  signedInByBearer.extend({ isVerificationMailed }),
]);

/** What refreshing answers: like signing in, without the user. */
export const refreshed = z.discriminatedUnion("transport", [
  z.object({ transport: z.literal("cookie"), expiresAt: answeredInstant }),
  z.object({
    transport: z.literal("bearer"),
    expiresAt: answeredInstant,
    sessionToken: z.string(),
    refreshToken: z.string(),
  }),
]);

/** A signed-in device as its user sees it. */
export const deviceView = z.object({
  id: sessionDocumentId,
  /** In words for people: "Firefox on Linux". */
  label: z.string(),
  /** Whether it is the device that asks. */
  current: z.boolean(),
  ip: z.string().nullable(),
  lastUsedAt: answeredInstant,
  createdAt: answeredInstant,
  /** When it is signed out if it is not used before. */
  expiresAt: answeredInstant,
});
export type DeviceView = z.output<typeof deviceView>;

export const revokedDevices = z.object({ count: z.int() });

/** The admins' list of users. */
export const listUsersInput = pageInput.extend({
  /** Found in the name or the email address: in any case, with accents or without. */
  search: search.optional(),
  role: role.optional(),
  state: z.enum(["active", "disabled", "locked"]).optional(),
});
export type ListUsersInput = z.output<typeof listUsersInput>;

export const userPage = page(userView);
export const setRoleInput = z.strictObject({ id: userId, role });
export const setUserActiveInput = z.strictObject({ id: userId, isActive: z.boolean() });
export const userIdInput = z.strictObject({ id: userId });
