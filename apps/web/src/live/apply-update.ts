import type { EventAvailability, LiveUpdate } from "@foyer/contract/live";
import type { ApiOutsideReact } from "../api/client";

/** How often an event's lists and figures are read again while its bookings change, in milliseconds. */
const ACTIVITY_EVERY_MS = 2_000;

/** A process that has not heard of a change yet may answer an older event for a second. */
const READ_AGAIN_MS = 1_000;
const READ_AGAIN_TIMES = 3;

/** Brings what is shown up to date with live updates. */
export function createUpdateApplier(api: ApiOutsideReact): (update: LiveUpdate) => void {
  const due = new Map<string, ReturnType<typeof setTimeout>>();

  function showAvailability({ eventId, editedAt, ...now }: EventAvailability): void {
    const query = { id: eventId };
    const shown = api.event.byId.getData(query);
    if (shown === undefined) return;
    api.event.byId.setData(query, { ...shown, ...now });
    if (editedAt !== null && editedAt > shown.updatedAt) void readEvent(eventId, editedAt, READ_AGAIN_TIMES);
  }

  async function readEvent(id: string, editedAt: Date, times: number): Promise<void> {
    await api.event.byId.invalidate({ id });
    const shown = api.event.byId.getData({ id });
    if (times > 1 && shown !== undefined && shown.updatedAt < editedAt) {
      setTimeout(() => void readEvent(id, editedAt, times - 1), READ_AGAIN_MS);
    }
  }

  function readBooking({ id, updatedAt }: { readonly id: string; readonly updatedAt: Date }): void {
    const shown = api.booking.byId.getData({ id });
    // The answer to a change made here may have been faster.
    if (shown !== undefined && shown.updatedAt >= updatedAt) return;
    void api.booking.byId.invalidate({ id });
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
    };
    due.set(eventId, setTimeout(read, ACTIVITY_EVERY_MS));
  }

  return (update) => {
    switch (update.kind) {
      case "availability":
        return showAvailability(update.availability);
      case "booking":
        return readBooking(update.booking);
      case "activity":
        return readActivity(update.activity.eventId);
    }
  };
}
