import { countAttempt, type RateLimits } from "@foyer/domain/security/rate-limit";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { Context } from "./context.js";
import { middleware } from "./trpc.js";

type LimitName = keyof RateLimits;

/** Calls from one address; calls without one (tests, jobs) are made by this process itself. */
async function countIp({ app, device }: Context, name: LimitName): Promise<void> {
  if (device.ip !== null) await countAttempt(app, name, networkOf(device.ip));
}

/** Whose attempts count together: one IPv4 address, or the /64 of IPv6 that one customer has at the least. */
function networkOf(ip: string): string {
  // Turns IPv4 in IPv6's clothes back into itself.
  const address = ipaddr.process(ip);
  if (address.kind() === "ipv4") return address.toString();
  return `${Buffer.from(address.toByteArray().slice(0, IPV6_NETWORK_BYTES)).toString("hex")}::/64`;
}

const IPV6_NETWORK_BYTES = 8;

const withEmail = z.object({ email: z.string() });

/**
 * Limits how often one address on the network may call. Middlewares run for each procedure call, so a batch of
 * fifty counts fifty times.
 */
export function limitedByIp(name: LimitName) {
  return middleware(async ({ ctx, next }) => {
    await countIp(ctx, name);
    return next();
  });
}

/** The same, and also for the account that the input names, whether it exists or not. Stands behind `.input`. */
export function limitedByIpAnd(ipLimit: LimitName, accountLimit: LimitName) {
  return middleware(async ({ ctx, input, next }) => {
    await countIp(ctx, ipLimit);
    await countAttempt(ctx.app, accountLimit, withEmail.parse(input).email);
    return next();
  });
}

/** Limits how often one user may call. */
export function limitedByUser(name: LimitName) {
  return middleware(async ({ ctx, next }) => {
    if (ctx.caller.kind === "user") await countAttempt(ctx.app, name, ctx.caller.id);
    return next();
  });
}
