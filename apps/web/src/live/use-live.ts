import { useEffect } from "react";
import { useMe } from "../api/session";
import type { LiveHub } from "./live-hub";
import { joinTopics, NO_TOPICS, type Topics } from "./topics";

/** Collects what the parts of this tab want, and asks for it while the tab is visible. */
export interface LiveTab {
  /** @returns takes it back */
  add(topics: Topics): () => void;
}

/** @param hub shares the stream with the other tabs */
export function createLiveTab(hub: LiveHub, page: Document): LiveTab {
  const wanted = new Map<symbol, Topics>();
  let isDue = false;

  // Once for all parts that a change of pages removes and adds.
  function tell(): void {
    if (isDue) return;
    isDue = true;
    queueMicrotask(() => {
      isDue = false;
      hub.want(page.visibilityState === "hidden" ? NO_TOPICS : joinTopics(wanted.values()));
    });
  }

  page.addEventListener("visibilitychange", tell);
  // A tab that is closed is not always hidden first.
  page.defaultView?.addEventListener("pagehide", () => hub.want(NO_TOPICS));
  page.defaultView?.addEventListener("pageshow", tell);
  return {
    add(topics) {
      const part = Symbol("part");
      wanted.set(part, topics);
      tell();
      return () => {
        wanted.delete(part);
        tell();
      };
    },
  };
}

let current: LiveTab | undefined;

/** Says which tab's hub the hooks use; called once, where the app is put together. */
export function provideLiveTab(tab: LiveTab): void {
  current = tab;
}

function useTopics({ eventId, bookingsOf, isRun = false }: LivePart): void {
  useEffect(
    () =>
      current?.add({
        eventIds: eventId === undefined ? [] : [eventId],
        activityOf: isRun && eventId !== undefined ? [eventId] : [],
        ...(bookingsOf !== undefined && { bookingsOf }),
      }),
    [eventId, bookingsOf, isRun],
  );
}

interface LivePart {
  readonly eventId?: string;
  readonly bookingsOf?: string | undefined;
  readonly isRun?: boolean;
}

/** Keeps the availability of an event that is shown up to date, and the user's bookings. */
export function useLiveEvent(eventId: string): void {
  useTopics({ eventId, bookingsOf: useMe()?.id });
}

/** Keeps the user's bookings that are shown up to date. */
export function useLiveBookings(): void {
  useTopics({ bookingsOf: useMe()?.id });
}

/** Keeps an event up to date, and its bookings for those who run it. */
export function useLiveActivity(eventId: string, isRun: boolean): void {
  useTopics({ eventId, isRun });
}
