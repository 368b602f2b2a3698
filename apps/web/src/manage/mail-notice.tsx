import type { EventReach, EventView } from "@foyer/contract/event";
import { trpc } from "../api/client";
import { counted } from "../shared/counted";
import classes from "./event-form.module.css";
import type { changedFields } from "./read-event-form";

type Changed = ReturnType<typeof changedFields>;

type MailNoticeProps = { event: EventView; changed: Changed };

/** Shows, before a change is saved, how many people will be mailed about it. */
export function MailNotice({ event, changed }: MailNoticeProps) {
  const what = mailedChanges(changed);
  const reach = trpc.event.reach.useQuery({ eventId: event.id }, { enabled: what.length > 0 });
  const words = what.length > 0 && reach.data ? mailedWords(reach.data) : undefined;
  // Always rendered, so that screen readers announce what appears in it.
  return (
    <div role="status" className={classes.mailed}>
      {words !== undefined &&
        `${words} will be mailed that the ${listed(what)} ${what.length === 1 ? "has" : "have"} changed.`}
    </div>
  );
}

/** The changed fields that attendees plan by, and so are mailed about. */
export function mailedChanges(changed: Changed): string[] {
  return [
    ...(changed.name === undefined ? [] : ["name"]),
    ...(changed.dateTime === undefined && changed.timeZone === undefined ? [] : ["date"]),
    ...(changed.venue === undefined ? [] : ["place"]),
  ];
}

/**
 * The recipients of a change's mail; undefined if there are none.
 *
 * @example mailedWords({ booked: 32, waiting: 1 }) // "32 people with bookings and 1 person on the waiting list"
 */
export function mailedWords({ booked, waiting }: EventReach): string | undefined {
  const groups = [
    ...(booked > 0
      ? [`${counted(booked, "person", "people")} with ${booked === 1 ? "a booking" : "bookings"}`]
      : []),
    ...(waiting > 0 ? [`${counted(waiting, "person", "people")} on the waiting list`] : []),
  ];
  return groups.length > 0 ? groups.join(" and ") : undefined;
}

function listed(names: readonly string[]): string {
  const [last, ...others] = [...names].reverse();
  return others.length === 0 ? (last ?? "") : `${others.reverse().join(", ")} and ${last}`;
}
