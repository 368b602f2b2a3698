import { z } from "zod";
import { userId } from "./ids.js";
import { line } from "./text.js";
import { answeredInstant } from "./time.js";

export const role = z.enum(["user", "admin"]);
export type Role = z.infer<typeof role>;

/** Trimmed and lower-cased before it is stored or looked up (domain rules, User). */
export const email = z
  .string()
  .max(512)
  .transform((text) => text.trim().toLowerCase())
  .pipe(z.email().max(254));

/** 8 to 128 characters, taken as typed (domain rules, User). */
export const password = z.string().min(8).max(128);

/** How a caller wants its credentials: a cookie for browsers, tokens in the answer for programs. */
const transport = z.enum(["cookie", "bearer"]).default("cookie");

export const registerInput = z.strictObject({ email, password, name: line(1, 100), transport });
export const loginInput = z.strictObject({
  email,
  // Not `password`: what was accepted once must be checkable for ever, and a wrong one is just wrong.
  password: z.string().min(1).max(1024),
  transport,
});

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
  lastLoginAt: answeredInstant.nullable(),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type UserView = z.output<typeof userView>;

/** What signing in answers: with a cookie just who it is, with `bearer` the credentials too. */
export const signedIn = z.discriminatedUnion("transport", [
  z.object({ transport: z.literal("cookie"), user: userView, expiresAt: answeredInstant }),
  z.object({
    transport: z.literal("bearer"),
    user: userView,
    expiresAt: answeredInstant,
    sessionToken: z.string(),
    refreshToken: z.string(),
  }),
]);
export type SignedIn = z.output<typeof signedIn>;
