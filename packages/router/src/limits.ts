import { countAttempt, type RateLimits } from "@foyer/domain/security/rate-limit";
import { quantityOf } from "@foyer/domain/ticket-types/wanted-tickets";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { Context } from "./context.js";
import { middleware } from "./trpc.js";

type LimitName = keyof RateLimits;

/** Counts a call by network address; calls without one are made by this process (tests, jobs). */
async function countIp({ app, device }: Context, name: LimitName, weight = 1): Promise<void> {
  if (device.ip !== null) await countAttempt(app, name, networkOf(device.ip), weight);
}

/**
 * The subject of a limit: an IPv4 address, or the /64 network of an IPv6 address, which is the smallest that
 * customers get.
 */
export function networkOf(ip: string): string {
  // Converts IPv4-mapped IPv6 addresses to IPv4.
  const address = ipaddr.process(ip);
  if (address.kind() === "ipv4") return address.toString();
  return `${Buffer.from(address.toByteArray().slice(0, IPV6_NETWORK_BYTES)).toString("hex")}::/64`;
}

const IPV6_NETWORK_BYTES = 8;

const withEmail = z.object({ email: z.string() });
const withCode = z.object({ code: z.string() });
const withTickets = z.object({
  ticketQuantity: z.number().optional(),
  items: z.array(z.object({ ticketTypeId: z.string(), quantity: z.number() })).optional(),
});

/**
 * Limits calls per network address. Middlewares run for each procedure call, so a batch of fifty counts as fifty.
 */
export function limitedByIp(name: LimitName) {
  return middleware(async ({ ctx, next }) => {
    await countIp(ctx, name);
    return next();
  });
}

/** Limits calls with a guest's discount code per network address: codes are not to be guessed by booking. */
export function countingCodes(name: LimitName) {
  return middleware(async ({ ctx, input, next }) => {
    if (withCode.safeParse(input).success) await countIp(ctx, name);
    return next();
  });
}

/**
 * Limits the tickets that guests ask for per network address: what is held without proof is withheld from others. To be placed
 * after `.input`.
 */
export function countingTicketsOfGuests(name: LimitName) {
  return middleware(async ({ ctx, input, next }) => {
    const isGuest = ctx.caller.kind !== "user" && ctx.caller.kind !== "key";
    if (isGuest) await countIp(ctx, name, quantityOf(withTickets.parse(input)));
    return next();
  });
}

/** Limits calls per network address and per account named by the input, whether it exists or not. To be placed after `.input`. */
export function limitedByIpAnd(ipLimit: LimitName, accountLimit: LimitName) {
  return middleware(async ({ ctx, input, next }) => {
    await countIp(ctx, ipLimit);
    await countAttempt(ctx.app, accountLimit, withEmail.parse(input).email);
    return next();
  });
}

/** Limits calls per user. */
export function limitedByUser(name: LimitName) {
  return middleware(async ({ ctx, next }) => {
    if ("id" in ctx.caller) await countAttempt(ctx.app, name, ctx.caller.id);
    return next();
  });
}
