import type { EventView } from "@foyer/contract/event";
import { createContext, useContext } from "react";

const ManagedEvent = createContext<EventView | null>(null);

/** Provides the managed event to the pages below it. */
export const ManagedEventProvider = ManagedEvent.Provider;

export function useManagedEvent(): EventView {
  const event = useContext(ManagedEvent);
  if (!event) throw new Error("This page stands outside of a managed event.");
  return event;
}
