import type { ApiScope } from "./api-key.js";
import type { ProcedurePath } from "./procedure-codes.js";

/**
 * What an API key needs for a procedure: a scope, or one of several; `any` where nothing but a valid key is needed,
 * because the answer is public; null where no key will do, because it concerns the account itself.
 */
export type ApiAccess = ApiScope | readonly [ApiScope, ...ApiScope[]] | "any" | null;

/** The scopes of which a key needs one; none where all keys will do, or none. */
export function scopesOf(access: ApiAccess): readonly ApiScope[] {
  if (access === null || access === "any") return [];
  return typeof access === "string" ? [access] : access;
}

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
  "user.requestSignIn": null,
  "user.signInWithLink": null,
  "user.signInWithCode": null,
  "user.requestEmailChange": null,
  "user.confirmEmailChange": null,
  "user.undoEmailChange": null,
  "user.exportData": null,
  "user.requestDeletionCode": null,
  "user.deleteAccount": null,
  "user.requestPasswordReset": null,
  "user.resetPassword": null,
  "user.requestEmailVerification": null,
  "user.verifyEmail": null,
  "user.list": null,
  "user.setRole": null,
  "user.setActive": null,
  "user.setEmail": null,
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
  "event.ticketTypes": "read",
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
  "booking.createForSomebody": "manage",
  "booking.createAsGuest": "any",
  "booking.proveGuest": "any",
  "booking.openAsGuest": "any",
  "booking.changeQuantity": "bookings",
  "booking.previewChange": "read",
  "booking.changeItems": "bookings",
  "booking.dropAddition": "bookings",
  "booking.pay": "bookings",
  "booking.refreshPayment": "bookings",
  "booking.markPaid": "manage",
  "booking.markRefunded": "manage",
  "booking.refund": "manage",
  "booking.cancel": "bookings",
  "booking.byId": "read",
  "booking.history": "read",
  "booking.resendMail": "manage",
  "booking.mine": "read",
  "booking.onChange": "read",
  "booking.forMyEvents": "read",
  "booking.forEvent": "read",
  "booking.tickets": "read",
  "booking.nameTickets": "bookings",
  "booking.passOnTicket": "bookings",
  "booking.answer": "bookings",
  "booking.answers": "read",
  "booking.checkIn": "check-in",
  "booking.undoCheckIn": "check-in",
  "booking.findAtDoor": "check-in",
  "booking.admit": "check-in",
  "booking.undoAdmit": "check-in",

  "waitlist.join": "bookings",
  "waitlist.leave": "bookings",
  "waitlist.mine": "read",
  "waitlist.forEvent": "read",
  "waitlist.offer": "manage",
  "waitlist.remove": "manage",

  "discountCode.create": "manage",
  "discountCode.update": "manage",
  "discountCode.remove": "manage",
  "discountCode.list": "read",
  "discountCode.check": "any",

  "question.create": "manage",
  "question.update": "manage",
  "question.remove": "manage",
  "question.order": "manage",
  "question.list": "any",

  "webhook.create": "webhooks",
  "webhook.update": "webhooks",
  "webhook.remove": "webhooks",
  // Whoever has a webhook's secret can forge what its receiver believes.
  "webhook.rotateSecret": null,
  "webhook.list": ["read", "webhooks"],
  "webhook.byId": ["read", "webhooks"],
  "webhook.deliveries": ["read", "webhooks"],
  "webhook.replay": ["manage", "webhooks"],
  "webhook.test": ["manage", "webhooks"],

  // For browsers, which have few connections; programs have a stream for each subject.
  "live.onUpdate": null,

  "payment.options": "any",
  "payment.answerSandbox": "bookings",
} as const satisfies Readonly<Record<ProcedurePath, ApiAccess>>;
