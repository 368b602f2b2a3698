import type { EventAvailability, LiveUpdate } from "@foyer/contract/live";
import type { QueryClient } from "@tanstack/react-query";
import { getQueryKey } from "@trpc/react-query";
import { type ApiOutsideReact, trpc } from "../api/client";

/** How often an event's lists and figures are read again while its bookings change, in milliseconds. */
const ACTIVITY_EVERY_MS = 2_000;

/** A process that has not heard of a change yet may answer an older event for a second. */
const READ_AGAIN_MS = 1_000;
const READ_AGAIN_TIMES = 3;

/** Brings what is shown up to date with live updates. */
export function createUpdateApplier(
  api: ApiOutsideReact,
  queryClient: QueryClient,
): (update: LiveUpdate) => void {
  const due = new Map<string, ReturnType<typeof setTimeout>>();

  /** What was last received of events that are being read. */
  const receivedWhileReading = new Map<string, EventAvailability>();

  /**
   * Shows it now, and once more when the event has been read, if it is being read: that answer may be older, and would
   * stay until the next change.
   */
  function receiveAvailability(availability: EventAvailability): void {
    const { eventId } = availability;
    showAvailability(availability);
    if (!isReading(eventId)) return;
    const isWaiting = receivedWhileReading.has(eventId);
    receivedWhileReading.set(eventId, availability);
    if (isWaiting) return;
    const showAgain = () => {
      const latest = receivedWhileReading.get(eventId);
      receivedWhileReading.delete(eventId);
      if (latest !== undefined) showAvailability(latest);
    };
    // Joins the read that is under way: it is not fresh, whatever was just shown.
    void api.event.byId.fetch({ id: eventId }, { staleTime: 0 }).then(showAgain, showAgain);
  }

  function showAvailability({ eventId, editedAt, ticketTypes = [], ...now }: EventAvailability): void {
    const query = { id: eventId };
    const shown = api.event.byId.getData(query);
    if (shown === undefined) return;
    const byId = new Map(ticketTypes.map((type) => [type.id, type]));
    const types = shown.ticketTypes.map((type) => ({ ...type, ...byId.get(type.id) }));
    api.event.byId.setData(query, { ...shown, ...now, ticketTypes: types });
    if (editedAt !== null && editedAt > shown.updatedAt) void readEvent(eventId, editedAt, READ_AGAIN_TIMES);
  }

  function isReading(eventId: string): boolean {
    return queryClient.isFetching({ queryKey: getQueryKey(trpc.event.byId, { id: eventId }, "query") }) > 0;
  }

  async function readEvent(id: string, editedAt: Date, times: number): Promise<void> {
    await api.event.byId.invalidate({ id });
    const shown = api.event.byId.getData({ id });
    if (times > 1 && shown !== undefined && shown.updatedAt < editedAt) {
      setTimeout(() => void readEvent(id, editedAt, times - 1), READ_AGAIN_MS);
    }
  }

  async function readOneBooking(id: string, updatedAt: Date, times: number): Promise<void> {
    await api.booking.byId.invalidate({ id });
    const shown = api.booking.byId.getData({ id });
    // It may have joined a read that was on its way before the change.
    if (times > 1 && shown !== undefined && shown.updatedAt < updatedAt) {
      await readOneBooking(id, updatedAt, times - 1);
    }
  }

  function readBooking({ id, updatedAt }: { readonly id: string; readonly updatedAt: Date }): void {
    const shown = api.booking.byId.getData({ id });
    // The answer to a change made here may have been faster.
    if (shown !== undefined && shown.updatedAt >= updatedAt) return;
    void readOneBooking(id, updatedAt, READ_AGAIN_TIMES);
    void api.booking.tickets.invalidate({ id });
    void api.booking.mine.invalidate();
    void api.waitlist.mine.invalidate();
  }

  function readActivity(eventId: string): void {
    if (due.has(eventId)) return;
    const read = () => {
      due.delete(eventId);
      const query = { eventId };
      void api.event.stats.invalidate(query);
      void api.event.attendees.invalidate(query);
      void api.event.refunds.invalidate(query);
      void api.event.capacityLog.invalidate(query);
      void api.event.reconcile.invalidate(query);
      void api.event.door.invalidate(query);
      void api.event.ticketTypes.invalidate(query);
      void api.waitlist.forEvent.invalidate({ eventId });
      void api.discountCode.list.invalidate({ eventId });
      void api.booking.byId.invalidate();
      void api.booking.history.invalidate();
    };
    due.set(eventId, setTimeout(read, ACTIVITY_EVERY_MS));
  }

  return (update) => {
    switch (update.kind) {
      case "availability":
        return receiveAvailability(update.availability);
      case "booking":
        return readBooking(update.booking);
      case "activity":
        return readActivity(update.activity.eventId);
    }
  };
}
