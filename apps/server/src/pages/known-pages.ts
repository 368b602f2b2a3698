import { type EventId, eventId } from "@foyer/contract/ids";

/** What the web app shows at an address. */
export type KnownPage =
  | { readonly kind: "browse" }
  | { readonly kind: "event"; readonly id: EventId }
  /** The same for everybody, with its title where the web app names it for everybody. */
  | { readonly kind: "plain"; readonly title: string | undefined }
  | { readonly kind: "missing" };

/** The web app's titles of pages that anybody may open: `e2e/test/page-heads.test.ts` compares them. */
const OPEN_PAGES: Readonly<Record<string, string>> = {
  "/sign-in": "Sign in",
  "/sign-up": "Create your account",
  "/forgot-password": "Forgot your password?",
  "/reset-password": "Set a new password",
  "/verify-email": "Confirm your address",
};

/** Pages of people who are signed in; whether they may see them is found out by the web app. */
const PRIVATE_PAGES = [
  /^\/bookings(\/[^/]+(\/(pay|tickets))?)?$/,
  /^\/manage(\/new|\/[^/]+(\/(door|attendees|refunds|log|edit))?)?$/,
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
