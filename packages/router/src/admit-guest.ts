import { bookingId, NO_ACCOUNT } from "@foyer/contract/ids";
import { isProcedurePath } from "@foyer/contract/procedure-codes";
import type { Actor } from "@foyer/domain/actor";
import { DomainError } from "@foyer/domain/domain-error";
import { findBookingAccess } from "@foyer/domain/guests/booking-access";
import { z } from "zod";
import type { Caller, Context, GuestCaller } from "./context.js";
import { GUEST_REACH } from "./guest-reach.js";

/** Whether the call comes with the token of a guest, good or not. */
export function isByGuest(
  caller: Caller,
): caller is Extract<Caller, { readonly kind: "guest" | "badGuest" }> {
  return caller.kind === "guest" || caller.kind === "badGuest";
}

/** The caller of a bearer token that is meant to open one booking. */
export async function checkBookingToken(app: Context["app"], token: string): Promise<Caller> {
  const access = await findBookingAccess(app.db.prisma, app, token);
  return access === undefined ? { kind: "badGuest" } : { kind: "guest", ...access };
}

const named = z.object({ id: bookingId });

/**
 * Lets a call with a guest's token pass: the token holds, and opens what the call concerns. Every procedure begins with
 * this.
 *
 * @throws DomainError UNAUTHENTICATED, FORBIDDEN
 */
export async function admitGuest(
  caller: Extract<Caller, { readonly kind: "guest" | "badGuest" }>,
  path: string,
  getRawInput: () => Promise<unknown>,
): Promise<void> {
  if (caller.kind === "badGuest") {
    throw new DomainError(
      "UNAUTHENTICATED",
      "The access to this booking has ended. Open the newest mail about it.",
    );
  }
  const reach = isProcedurePath(path) ? GUEST_REACH[path] : null;
  if (reach === "public" || reach === "own") return;
  const isItsOwn = reach === "booking" && named.safeParse(await getRawInput()).data?.id === caller.booking;
  if (!isItsOwn)
    throw new DomainError("FORBIDDEN", "The access of a guest opens one booking only. Sign in to do this.");
}

/**
 * The guest that a device is for the booking in the input: it has the booking's token in a cookie. A session comes first,
 * unless the booking is somebody else's.
 *
 * @returns undefined if it is none
 */
export async function guestByCookie(
  { app, caller, cookies }: Context,
  getRawInput: () => Promise<unknown>,
): Promise<{ readonly guest: GuestCaller; readonly recheck: () => Promise<Caller> } | undefined> {
  if (caller.kind !== "anonymous" && caller.kind !== "expired" && caller.kind !== "user") return undefined;
  const id = named.safeParse(await getRawInput()).data?.id;
  const token = id === undefined ? undefined : cookies.bookingToken(id);
  if (token === undefined) return undefined;
  const recheck = () => checkBookingToken(app, token);
  const guest = await recheck();
  if (guest.kind !== "guest" || guest.booking !== id) return undefined;
  return caller.kind === "user" && caller.id === guest.owner ? undefined : { guest, recheck };
}

/** Who acts with a guest's token: the booking's user, for this booking alone. */
export function actorOfGuest({ owner, booking }: GuestCaller): Actor {
  return { id: owner, role: "user", onlyBooking: booking };
}

/** An answer for the holder of a guest's token, who does not learn whose account the booking is. */
export function withoutAccount(answer: unknown): unknown {
  if (typeof answer !== "object" || answer === null || !("userId" in answer)) return answer;
  const named = { ...answer, userId: NO_ACCOUNT };
  if (!("attendee" in answer) || typeof answer.attendee !== "object") return named;
  return { ...named, attendee: { ...answer.attendee, id: NO_ACCOUNT } };
}
