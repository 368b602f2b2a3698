import { z } from "zod";

/**
 * Every error that leaves the API carries one of these codes as `data.reason`. Programs branch on it; the web app
 * maps it to a message. A code is never renamed.
 */
export const ERROR_CODES = [
  // Request
  "INVALID_INPUT",
  "MALFORMED_REQUEST",
  "REQUEST_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "METHOD_NOT_ALLOWED",
  "NOT_FOUND",
  // Accounts and sessions
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "INVALID_CREDENTIALS",
  "EMAIL_TAKEN",
  "SESSION_REUSED",
  "PASSWORD_TOO_COMMON",
  "LINK_NOT_VALID",
  "LAST_ADMIN",
  "ACCOUNT_IN_USE",
  "MAIL_UNAVAILABLE",
  "TOO_MANY_API_KEYS",
  "ORIGIN_NOT_ALLOWED",
  // Events
  "EVENT_NOT_OPEN",
  "EVENT_IN_PAST",
  "EVENT_CANCELLED",
  "EVENT_SOLD_OUT",
  "CAPACITY_BELOW_RESERVED",
  "EVENT_CHANGED",
  "START_TIME_UNCLEAR",
  // Bookings
  "BOOKING_ALREADY_ACTIVE",
  "BOOKING_NOT_ACTIVE",
  "BOOKING_NOT_PENDING",
  "HOLD_EXPIRED",
  "CANCELLATION_CLOSED",
  "PRICE_CHANGED",
  "TICKET_TYPE_SOLD_OUT",
  "NOT_ON_SALE",
  "TOO_MANY_TICKETS",
  "CODE_INVALID",
  "CODE_USED_UP",
  "ANSWERS_MISSING",
  "CHANGES_CLOSED",
  "TICKET_TYPE_IN_USE",
  "CODE_TAKEN",
  // Payments
  "PAYMENT_METHOD_UNAVAILABLE",
  "PAYMENT_DECLINED",
  "PAYMENT_UNDER_WAY",
  "PAYMENT_UNAVAILABLE",
  "NOTHING_TO_PAY",
  "IDEMPOTENCY_KEY_REUSED",
  // Waiting list
  "TICKETS_AVAILABLE",
  "ALREADY_WAITING",
  "NOT_WAITING",
  // Check-in
  "TICKET_NOT_VALID",
  "TICKET_OF_ANOTHER_EVENT",
  "TICKET_CANCELLED",
  "ALREADY_CHECKED_IN",
  "NOT_CHECKED_IN",
  // Webhooks
  "TOO_MANY_WEBHOOKS",
  "WEBHOOK_DISABLED",
  // Server
  "RATE_LIMITED",
  "BUSY",
  "DATABASE_UNAVAILABLE",
  "INTERNAL",
] as const;

// Marked, so that bundlers leave it and zod out of programs that only use the list.
export const errorCode = /* @__PURE__ */ z.enum(ERROR_CODES);

/** @see ERROR_CODES */
export type ErrorCode = (typeof ERROR_CODES)[number];
