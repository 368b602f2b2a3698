import type { EventStats } from "@foyer/contract/event-stats";
import { counted } from "../shared/counted";
import classes from "./ticket-meter.module.css";

/** The shares of sold, held and free tickets. The text beneath says the same. */
export function TicketMeter({ stats }: { stats: EventStats }) {
  const { capacity, sold, held, available } = stats;
  const percent = Math.round((100 * sold) / capacity);
  const words = [
    `${sold.toLocaleString("en")} of ${counted(capacity, "ticket")} sold (${percent} %)`,
    ...(held > 0 ? [`${held.toLocaleString("en")} held`] : []),
    `${available.toLocaleString("en")} available`,
  ];
  return (
    <div>
      <div className={classes.track} aria-hidden="true">
        <div className={classes.sold} style={{ width: `${(100 * sold) / capacity}%` }} />
        <div className={classes.held} style={{ width: `${(100 * held) / capacity}%` }} />
      </div>
      <p className={classes.words}>{words.join(" · ")}</p>
    </div>
  );
}
