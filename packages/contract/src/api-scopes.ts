import type { ApiScope } from "./api-key.js";
import type { ProcedurePath } from "./procedure-codes.js";

/**
 * What an API key needs for a procedure: a scope; `any` where nothing but a valid key is needed, because the answer
 * is public; null where no key will do, because it concerns the account itself.
 */
export type ApiAccess = ApiScope | "any" | null;

/**
 * What an API key needs for each procedure (decision 0048): every procedure has a row.
 */
export const API_SCOPES = {
  "user.register": null,
  "user.login": null,
  "user.refresh": null,
  "user.logout": null,
  "user.me": "read",
  "user.updateProfile": null,
  "user.devices": null,
  "user.revokeDevice": null,
  "user.revokeOtherDevices": null,
  "user.changePassword": null,
  "user.requestPasswordReset": null,
  "user.resetPassword": null,
  "user.requestEmailVerification": null,
  "user.verifyEmail": null,
  "user.list": null,
  "user.setRole": null,
  "user.setActive": null,
  "user.unlock": null,
  "user.signOutEverywhere": null,
  "user.securityEvents": null,

  "apiKey.create": null,
  "apiKey.list": null,
  "apiKey.revoke": null,

  "event.list": "any",
  "event.count": "any",
  "event.categories": "any",
  "event.byId": "any",
  "event.onAvailability": "any",
  "event.onActivity": "read",
  "event.create": "manage",
  "event.update": "manage",
  "event.reach": "read",
  "event.setActive": "manage",
  "event.cancel": "manage",
  "event.duplicate": "manage",
  "event.attendees": "read",
  "event.stats": "read",
  "event.refunds": "read",
  "event.reconcile": "read",
  // Its answer has the key that signs tickets.
  "event.door": "check-in",
  "event.mine": "read",
  "event.capacityLog": "read",

  "booking.create": "bookings",
  "booking.changeQuantity": "bookings",
  "booking.pay": "bookings",
  "booking.refreshPayment": "bookings",
  "booking.markPaid": "manage",
  "booking.markRefunded": "manage",
  "booking.cancel": "bookings",
  "booking.byId": "read",
  "booking.mine": "read",
  "booking.onChange": "read",
  "booking.forMyEvents": "read",
  "booking.forEvent": "read",
  "booking.tickets": "read",
  "booking.checkIn": "check-in",
  "booking.undoCheckIn": "check-in",

  "waitlist.join": "bookings",
  "waitlist.leave": "bookings",
  "waitlist.mine": "read",

  // A webhook outlives the key that added it, so only sessions add them and see their secrets.
  "webhook.create": null,
  "webhook.update": null,
  "webhook.remove": null,
  "webhook.rotateSecret": null,
  "webhook.list": "read",
  "webhook.deliveries": "read",
  "webhook.replay": "manage",
  "webhook.test": "manage",

  // For browsers, which have few connections; programs have a stream for each subject.
  "live.onUpdate": null,

  "payment.options": "any",
  "payment.answerSandbox": "bookings",
} as const satisfies Readonly<Record<ProcedurePath, ApiAccess>>;
