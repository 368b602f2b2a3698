import { DAY_MS } from "@foyer/contract/time";
import type { AppContext } from "@foyer/domain/context";
import { forgetAnswers } from "@foyer/domain/questions/forget-answers";
import type { MovableClock } from "@foyer/testing/movable-clock";
import { expect } from "vitest";

/** The answers to one event's only question: whatever becomes of a booking, what it answered is kept. */
export class KeptAnswers {
  readonly #context: AppContext;
  readonly #eventId: string;
  readonly #questionId: string;
  /** What bookings have answered, by their ids. */
  readonly #kept = new Map<string, string | undefined>();
  /** What they have answered since that was looked at, maybe several times at once. */
  readonly #given = new Map<string, string[]>();
  #texts = 0;

  constructor(context: AppContext, { eventId, id }: { readonly eventId: string; readonly id: string }) {
    this.#context = context;
    this.#eventId = eventId;
    this.#questionId = id;
  }

  /** An answer that was never given before, for a call that answers the ids of the bookings it is kept for. */
  async give(call: (answers: { questionId: string; value: string }[]) => Promise<string | undefined>) {
    const value = `answer ${++this.#texts}`;
    const id = await call([{ questionId: this.#questionId, value }]);
    if (id !== undefined) this.#given.set(id, [...(this.#given.get(id) ?? []), value]);
  }

  /** Nothing is lost: not by payments, cancellations and time that runs out, and a late payment's booking has all of it. */
  async expectKept(): Promise<void> {
    const { prisma } = this.#context.db;
    const where = { eventId: this.#eventId };
    const stored = new Map(
      (await prisma.bookingAnswers.findMany({ where })).map(({ id, answers }) => [id, answers[0]?.values[0]]),
    );
    for (const [id, values] of this.#given) expect(values).toContain(stored.get(id));
    for (const [id, value] of this.#kept) if (!this.#given.has(id)) expect(stored.get(id)).toBe(value);
    const replaced = await prisma.booking.findMany({ where: { ...where, replacedById: { not: null } } });
    for (const { id, replacedById } of replaced) {
      const isNew = replacedById !== null && !this.#kept.has(replacedById) && !this.#given.has(replacedById);
      if (isNew && stored.has(id)) expect(stored.get(replacedById)).toBe(stored.get(id));
    }
    for (const [id, value] of stored) this.#kept.set(id, value);
    this.#given.clear();
  }

  /** Long after, confirmed bookings still have their answers, and what was never confirmed has none. */
  async expectDraftsForgotten(clock: MovableClock): Promise<void> {
    const { prisma } = this.#context.db;
    clock.advance(31 * DAY_MS);
    while ((await forgetAnswers(this.#context)) > 0);
    const left = await prisma.bookingAnswers.findMany({ where: { eventId: this.#eventId } });
    const ids = left.map(({ id }) => id);
    const confirmed = { eventId: this.#eventId, status: "confirmed" } as const;
    const bookings = await prisma.booking.findMany({ where: confirmed, select: { id: true } });
    for (const { id } of bookings) if (this.#kept.has(id)) expect(ids).toContain(id);
    const never = { eventId: this.#eventId, status: "cancelled", paymentStatus: "failed" } as const;
    const lost = await prisma.booking.findMany({ where: { ...never, cancelledBy: "expiry" } });
    for (const { id } of lost) expect(ids).not.toContain(id);
  }
}
