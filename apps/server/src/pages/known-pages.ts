import { type EventId, eventId } from "@foyer/contract/ids";

/** The page that the web app shows at a path. */
export type KnownPage =
  | { readonly kind: "browse" }
  | { readonly kind: "event"; readonly id: EventId }
  /** The same for everyone; with its title if it is public. */
  | { readonly kind: "plain"; readonly title: string | undefined }
  | { readonly kind: "missing" };

/** Titles of public pages, equal to the web app's: `e2e/test/page-heads.test.ts` compares them. */
const OPEN_PAGES: Readonly<Record<string, string>> = {
  "/sign-in": "Sign in",
  "/sign-up": "Create your account",
  "/forgot-password": "Forgot your password?",
  "/reset-password": "Set a new password",
  "/verify-email": "Confirm your address",
  "/sign-in-link": "Sign in",
  "/confirm-email": "Confirm your new address",
  "/undo-email-change": "Take your address back",
};

/** Pages that need a session; the web app checks the access. */
const PRIVATE_PAGES = [
  /^\/bookings(\/[^/]+(\/(pay|tickets|confirm|details))?)?$/,
  /^\/manage(\/new|\/[^/]+(\/(door|attendees|waitlist|codes|questions|refunds|log|edit))?)?$/,
  /^\/manage\/[^/]+\/attendees\/[^/]+$/,
  /^\/manage\/webhooks\/[^/]+$/,
  /^\/account$/,
  /^\/admin(\/(users|security))?$/,
];

/** @param path without the query, decoded */
export function knownPage(path: string): KnownPage {
  const plain = path.length > 1 ? path.replace(/\/$/, "") : path;
  if (plain === "/") return { kind: "browse" };
  const named = /^\/events\/([^/]+)$/i.exec(plain)?.[1];
  if (named !== undefined) {
    const id = eventId.safeParse(named);
    return id.success ? { kind: "event", id: id.data } : { kind: "missing" };
  }
  const lower = plain.toLowerCase();
  const title = Object.hasOwn(OPEN_PAGES, lower) ? OPEN_PAGES[lower] : undefined;
  if (title !== undefined) return { kind: "plain", title };
  if (PRIVATE_PAGES.some((page) => page.test(lower))) return { kind: "plain", title: undefined };
  return { kind: "missing" };
}
