import type { EventStats } from "@foyer/contract/event-stats";
import { counted } from "../shared/counted";
import classes from "./ticket-meter.module.css";

/** How many tickets are sold, of how many, and the shares of sold, held and free ones: the figure that leads. */
export function TicketMeter({ stats }: { stats: EventStats }) {
  const { capacity, sold, held, available, bookings } = stats;
  const words = [
    `${Math.round((100 * sold) / capacity)} %`,
    ...(held > 0 ? [`${held.toLocaleString("en")} held`] : []),
    `${available.toLocaleString("en")} available`,
  ];
  return (
    <div>
      <dl className={classes.lead}>
        <dt>Sold</dt>
        <dd>
          <strong>{sold.toLocaleString("en")}</strong> of {counted(capacity, "ticket")}, in{" "}
          {counted(bookings.confirmed, "booking")}
        </dd>
      </dl>
      <div className={classes.track} aria-hidden="true">
        <div className={classes.sold} style={{ width: `${(100 * sold) / capacity}%` }} />
        <div className={classes.held} style={{ width: `${(100 * held) / capacity}%` }} />
      </div>
      <p className={classes.words}>{words.join(" · ")}</p>
    </div>
  );
}
