import { soldByHandUntil } from "@foyer/contract/door-sales";
import type { TicketTypeId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { callAs } from "@foyer/testing/callers";
import { uniqueEmail } from "@foyer/testing/fixtures";
import type { MovableClock } from "@foyer/testing/movable-clock";
import { expect } from "vitest";
import type { KeptAnswers } from "./kept-answers.js";

/** What sales by those who run an event need to know of it. */
interface Selling {
  readonly context: AppContext;
  readonly clock: MovableClock;
  readonly organizer: Actor;
  readonly event: { readonly id: string; readonly dateTime: Date; readonly endsAt?: Date | null | undefined };
  readonly answers: KeptAnswers;
  /** The kind that is sold, where the event has several: one without a quota. */
  readonly ticketTypeId?: TicketTypeId;
}

/** Sales by those who run an event, before and after its start, and what holds for them at any moment. */
export class LateSales {
  readonly #world: Selling;
  readonly #addresses = [uniqueEmail(), uniqueEmail()];
  #latest: string | undefined;

  constructor(world: Selling) {
    this.#world = world;
  }

  /** Moves the clock past the event's start, if that is to come. */
  begin(): void {
    const { clock, event } = this.#world;
    const left = event.dateTime.getTime() - clock.now().getTime();
    if (left >= 0) clock.advance(left + MINUTE_MS);
  }

  #is(what: "begun" | "over"): boolean {
    const { clock, event } = this.#world;
    const { dateTime, endsAt = null } = event;
    return clock.now() >= (what === "begun" ? dateTime : soldByHandUntil({ dateTime, endsAt }));
  }

  /**
   * Sells to an address, or to somebody without one, with an answer or not.
   *
   * @returns whether they were sold
   */
  async sell(address: number, quantity: number, isAnswered: boolean): Promise<boolean> {
    const { context, organizer, event, answers, ticketTypeId } = this.#world;
    const tickets =
      ticketTypeId === undefined ? { ticketQuantity: quantity } : { items: [{ ticketTypeId, quantity }] };
    const email = this.#addresses[address];
    const isOver = this.#is("over");
    const sell = async (given: Parameters<Parameters<KeptAnswers["give"]>[0]>[0]) => {
      const order = { eventId: event.id, ...tickets, name: "Walk-in", answers: given };
      const made = await orRefused(
        callAs(context, organizer).booking.createForSomebody({ ...order, ...(email && { email }) }),
      );
      if (made === undefined) return undefined;
      expect(made.status).toBe("confirmed");
      expect(isOver).toBe(false);
      this.#latest = made.id;
      return made.id;
    };
    if (!isAnswered) return (await sell([])) !== undefined;
    let isSold = false;
    await answers.give(async (given) => {
      const id = await sell(given);
      isSold = id !== undefined;
      return id;
    });
    return isSold;
  }

  /** Ends the latest sale, at any time. */
  async cancelLatest(): Promise<void> {
    const { context, organizer } = this.#world;
    const id = this.#latest;
    if (id !== undefined)
      await orRefused(callAs(context, organizer).booking.cancel({ id, reason: "A mistake." }));
  }

  /** Once the event has begun nobody books or adds tickets but by its organizer. */
  async expectRefused(attendee: Actor): Promise<void> {
    const { context, event } = this.#world;
    const hasBegun = this.#is("begun");
    const { booking } = callAs(context, attendee);
    const own = (await booking.mine({ eventId: event.id })).items[0];
    const made =
      own === undefined
        ? await orRefused(booking.create({ eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" }))
        : await orRefused(booking.changeItems({ id: own.id, ticketQuantity: own.ticketQuantity + 1 }));
    if (hasBegun) expect(made).toBeUndefined();
  }

  /** What nobody has for certain when the event has begun can be sold, whoever held it before and whatever was swept. */
  async expectRestIsSold(): Promise<void> {
    const { context, event } = this.#world;
    if (!this.#is("begun") || this.#is("over")) return;
    const { prisma } = context.db;
    const { capacity, cancelledAt } = await prisma.event.findUniqueOrThrow({ where: { id: event.id } });
    if (cancelledAt !== null) return;
    const confirmed = await prisma.booking.findMany({ where: { eventId: event.id, status: "confirmed" } });
    const taken = confirmed.reduce((sum, { ticketQuantity }) => sum + ticketQuantity, 0);
    expect(await this.sell(-1, 1, true)).toBe(taken < capacity);
  }
}

async function orRefused<Answer>(work: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await work;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof DomainError ? error.cause : error;
    if (cause instanceof DomainError) return undefined;
    throw error;
  }
}
