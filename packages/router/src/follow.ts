import type { LiveUpdate } from "@foyer/contract/live";
import { badKeyError } from "@foyer/domain/api-keys/key-holder";
import { DomainError } from "@foyer/domain/domain-error";
import type { LiveTopics } from "@foyer/domain/live/live-stream";
import { TRPCError, type TrackedEnvelope, tracked } from "@trpc/server";
import type { Caller, Context } from "./context.js";
import { networkOf } from "./limits.js";

interface Following<Data> {
  readonly topics: LiveTopics;
  readonly lastEventId: string | null | undefined;
  /** Aborted when the connection closes. */
  readonly signal: AbortSignal | undefined;
  /** The message for an update; undefined for none. */
  readonly message: (update: LiveUpdate) => Data | undefined;
}

/**
 * Opens a stream of changes as a subscription. Ids are times, so a stream can be resumed on any process; of changes
 * that were seen together only the last one's id confirms them all.
 *
 * @throws DomainError BUSY, RATE_LIMITED; TRPCError UNAUTHORIZED once the caller's credential has ended
 */
export async function follow<Data>(
  ctx: Context,
  { topics, lastEventId, signal, message }: Following<Data>,
): Promise<AsyncGenerator<TrackedEnvelope<Data>, void, undefined>> {
  const since = lastEventId === null || lastEventId === undefined ? undefined : new Date(Number(lastEventId));
  const subject = subjectOf(ctx);
  // Without a request nothing ever closes it.
  const ending = signal ?? new AbortController().signal;
  const batches = await ctx.app.liveUpdates.open({ subject, topics, since, signal: ending });
  const isPrivate = topics.bookingsOf !== undefined || topics.activityOf.length > 0;
  return messages();

  async function* messages(): AsyncGenerator<TrackedEnvelope<Data>, void, undefined> {
    let confirmed = lastEventId;
    for await (const { updates, until } of batches) {
      if (isPrivate) await requireSameCaller(ctx);
      const id = String(until.getTime());
      for (const [index, update] of updates.entries()) {
        const data = message(update);
        if (data !== undefined) yield tracked(index === updates.length - 1 ? id : (confirmed ?? id), data);
      }
      confirmed = id;
    }
  }
}

/**
 * A session or an API key that ended, or a role that was taken away, ends its streams before anything else is sent.
 */
async function requireSameCaller({ caller, recheckCaller }: Context): Promise<void> {
  const now = await recheckCaller();
  // A program learns as much of its key as from any other call.
  if (now.kind === "badKey") throw badKeyError(now.problem);
  if (!isSameCaller(caller, now)) throw new TRPCError({ code: "UNAUTHORIZED" });
}

function isSameCaller(caller: Caller, now: Caller): boolean {
  if (now.kind === "guest") return caller.kind === "guest" && now.booking === caller.booking;
  return (
    (now.kind === "user" || now.kind === "key") &&
    now.kind === caller.kind &&
    now.id === caller.id &&
    now.role === caller.role
  );
}

function subjectOf({ caller, device }: Context): string {
  if (caller.kind === "guest") return caller.booking;
  if (caller.kind === "user" || caller.kind === "key") return caller.id;
  return device.ip === null ? "this process" : networkOf(device.ip);
}

/** @throws DomainError UNAUTHENTICATED for callers without a session */
export function requireUser({ caller }: Context) {
  if (caller.kind !== "user") throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  return { id: caller.id, role: caller.role };
}
