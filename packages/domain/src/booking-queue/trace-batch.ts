import type { Tracing } from "@foyer/db/tracing";
import type { PendingBooking } from "./commit-batch.js";

/**
 * Commits a batch in a span. It belongs to the trace of its first request, so that this one is seen down to the
 * database, and links to the others, because a span has one parent. Whoever looks at another request's trace finds
 * the batch by its link.
 */
export function traceBatch(
  tracing: Tracing,
  batch: readonly PendingBooking[],
  commit: (batch: readonly PendingBooking[]) => Promise<boolean>,
): Promise<boolean> {
  const [parent, ...links] = batch.flatMap(({ request }) => request.span ?? []);
  const attributes = { "foyer.batch.size": batch.length };
  return tracing.inSpan({ name: "booking batch", attributes, parent, links }, () => commit(batch));
}
