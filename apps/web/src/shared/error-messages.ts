import type { ErrorCode } from "@foyer/contract/error-codes";

/** The message for each error code: what happened and what to do. Codes are turned into messages nowhere else. */
export const ERROR_MESSAGES: Record<ErrorCode, string> = {
  INVALID_INPUT: "Some of what was entered cannot be used. Check the fields and try again.",
  MALFORMED_REQUEST: "Foyer could not read the request. Reload the page and try again.",
  REQUEST_TOO_LARGE: "That is more text than Foyer takes at once. Shorten it and try again.",
  UNSUPPORTED_MEDIA_TYPE: "Foyer could not read the request. Reload the page and try again.",
  METHOD_NOT_ALLOWED: "This page is out of date. Reload it and try again.",
  NOT_FOUND: "This is no longer here, or never was. Check the link, or look among the events.",
  UNAUTHENTICATED: "You are signed out. Sign in to go on.",
  FORBIDDEN: "Only the organizer or an admin can see or change this. Sign in with such an account.",
  INVALID_CREDENTIALS: "Email and password do not match an account. Check both and try again.",
  EMAIL_TAKEN:
    "There is already an account with this email. Sign in instead, with a mailed link if you have no password, or use another email.",
  SESSION_REUSED: "Your sign-in was used from two places, so it was ended. Sign in again to go on.",
  PASSWORD_TOO_COMMON:
    "This password is among the first that would be guessed. Choose a longer one, or one nobody else has.",
  LINK_NOT_VALID: "This link was used already, or it is too old. Ask for a new one.",
  LAST_ADMIN: "This is the last active admin, and Foyer needs one. Make somebody else an admin first.",
  ACCOUNT_IN_USE:
    "People have tickets for events that you organize. Wait until these are over, or cancel them first.",
  MAIL_UNAVAILABLE:
    "Foyer cannot send mail at the moment, so no link was sent. Ask whoever runs it for help.",
  TOO_MANY_API_KEYS: "You have as many API keys as an account can have. Revoke one that is no longer used.",
  ORIGIN_NOT_ALLOWED:
    "The request came from another site, so it was not carried out. Open Foyer at its own address and try again.",
  EVENT_NOT_OPEN: "The organizer has closed sales for this event. Look for another one.",
  EVENT_IN_PAST: "The start has already passed. Choose a date that is still to come.",
  EVENT_CANCELLED: "The organizer cancelled this event. Look for another one.",
  EVENT_SOLD_OUT: "There are not that many tickets left. Join the waiting list, or look for another event.",
  CAPACITY_BELOW_RESERVED:
    "More tickets than that are already reserved. Enter at least as many as are reserved.",
  EVENT_CHANGED: "Somebody else changed this event meanwhile. Choose which values it keeps.",
  START_TIME_UNCLEAR:
    "The clocks are changed that night, so this time comes twice or not at all. Choose the date and time yourself.",
  BOOKING_ALREADY_ACTIVE:
    "You already have tickets for this event. Cancel that booking first to book another number.",
  BOOKING_NOT_ACTIVE: "This booking was already cancelled. There is nothing left to do.",
  CANCELLATION_CLOSED:
    "The time to cancel this booking has passed. Write to the organizer if you cannot come.",
  PRICE_CHANGED: "The price has changed, and nothing was booked or charged. Look at the new price first.",
  TICKET_TYPE_SOLD_OUT: "There are not that many tickets of this kind left. Choose fewer, or another kind.",
  NOT_ON_SALE: "These tickets are not on sale now. Look again when their sales begin, or choose others.",
  TOO_MANY_TICKETS: "That is more tickets than one person can have here. Choose fewer.",
  CODE_INVALID: "This code does not work for these tickets. Check how it is written, or leave it out.",
  CODE_USED_UP: "This code has been used as often as it may be. Leave it out to book without it.",
  ANSWERS_MISSING: "Some questions need an answer first. They are marked below.",
  CHANGES_CLOSED: "The time to change this has passed. Write to the organizer if something is wrong.",
  TICKET_TYPE_IN_USE: "Tickets of this kind were sold, so it cannot be removed. Close it instead.",
  CODE_TAKEN: "Another code of this event is written like this. Choose another one.",
  PAYMENT_METHOD_UNAVAILABLE: "This way to pay is not available. Choose another one.",
  BOOKING_NOT_PENDING: "This booking is settled already. Reload the page to see where it stands.",
  HOLD_EXPIRED: "The time to pay ran out, and the tickets went back on sale. Book again to get them.",
  PAYMENT_DECLINED: "The payment was declined, and nothing was charged. Try again, or pay another way.",
  PAYMENT_UNDER_WAY: "A payment for this booking is still under way. Wait for it to end.",
  PAYMENT_UNAVAILABLE:
    "The payment provider cannot be reached, and nothing was charged. Try again in a minute.",
  NOTHING_TO_PAY: "There is nothing to be paid or given back here. Reload the page to see where it stands.",
  TICKETS_AVAILABLE: "There are tickets left, so nobody waits yet. Book them instead.",
  ALREADY_WAITING: "You are on the waiting list already. Waiting for more tickets puts you at its end.",
  NOT_WAITING: "You are not on this waiting list. Reload the page to see where you stand.",
  TICKET_NOT_VALID: "This is no ticket of this event. Ask to see the booking.",
  TICKET_OF_ANOTHER_EVENT: "This ticket is for another event. Send its holder there.",
  TICKET_CANCELLED: "This code is void: the ticket was cancelled, given back or passed on. Do not admit.",
  ALREADY_CHECKED_IN: "This ticket has been used already. Do not admit it again.",
  NOT_CHECKED_IN: "This ticket is not inside. There is nothing to take back.",
  TOO_MANY_WEBHOOKS: "You have as many webhooks as there can be. Remove one first.",
  WEBHOOK_DISABLED: "This webhook is switched off. Switch it on, then send again.",
  IDEMPOTENCY_KEY_REUSED: "This page sent an older request again. Reload it and try once more.",
  RATE_LIMITED: "That was too often in a short time. Wait a minute and try again.",
  BUSY: "Many people are booking at this moment. Try again in a few seconds.",
  DATABASE_UNAVAILABLE: "Foyer cannot reach its data at the moment. Try again in a minute.",
  INTERNAL: "Something failed on our side. Try again; nothing was changed unless you can see it.",
};

/** For when no answer came. */
export const NO_ANSWER_MESSAGE = "Foyer could not be reached. Check your connection and try again.";

/** For when no answer came and this device has no network. */
export const NO_NETWORK_MESSAGE = "There is no network. Try again when it is back.";
