import type { EventView } from "@foyer/contract/event";
import classes from "./availability-meter.module.css";

type AvailabilityMeterProps = Pick<EventView, "capacity" | "availableTickets">;

/** How full an event is. Hidden from screen readers, since the text beside it says the same. */
export function AvailabilityMeter({ capacity, availableTickets }: AvailabilityMeterProps) {
  const reserved = capacity - availableTickets;
  return (
    <div className={classes.track} aria-hidden="true">
      <div className={classes.fill} style={{ width: `${(100 * reserved) / capacity}%` }} />
    </div>
  );
}
