import { counted } from "../shared/counted";
import { browserZone, clockIn, dayIn } from "../shared/times";
import classes from "./ticket-chart.module.css";
import type { TicketPoint } from "./ticket-line";

const WIDTH = 1000;
const HEIGHT = 200;

type TicketChartProps = {
  /** Newest first, like the table. */
  points: readonly TicketPoint[];
  capacity: number;
  now: Date;
};

/** Available tickets over time as a step chart. */
export function TicketChart({ points, capacity, now }: TicketChartProps) {
  const oldestFirst = points.toReversed();
  const [first] = oldestFirst;
  const [last] = points;
  if (!first || !last) return null;
  const start = first.at.getTime();
  const span = Math.max(now.getTime() - start, 1);
  const top = Math.max(capacity, ...points.map((point) => point.available));
  const x = (at: Date) => ((at.getTime() - start) / span) * WIDTH;
  const y = (available: number) => HEIGHT - (available / top) * HEIGHT;

  const [, ...rest] = oldestFirst;
  const steps = rest.map((point) => `H${x(point.at).toFixed(1)}V${y(point.available).toFixed(1)}`);
  const line = `M0 ${y(first.available).toFixed(1)}${steps.join("")}H${WIDTH}`;
  const zone = browserZone();
  const label = (at: Date) => `${dayIn(at, zone)}, ${clockIn(at, zone)}`;
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>Available tickets over time</figcaption>
      <div className={classes.plot}>
        <div className={classes.scale} aria-hidden="true">
          <span>{top.toLocaleString("en")}</span>
          <span>{Math.round(top / 2).toLocaleString("en")}</span>
          <span>0</span>
        </div>
        <svg
          className={classes.chart}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Available tickets fell or rose ${counted(points.length, "time")} since ${label(first.at)}, from ${first.available} to ${last.available}. The table below has every figure.`}
        >
          {[0, HEIGHT / 2, HEIGHT].map((level) => (
            <line key={level} className={classes.grid} x1="0" x2={WIDTH} y1={level} y2={level} />
          ))}
          <path className={classes.area} d={`${line}V${HEIGHT}H0Z`} />
          <path className={classes.line} d={line} />
        </svg>
        <div className={classes.times} aria-hidden="true">
          <span>{label(first.at)}</span>
          <span>now</span>
        </div>
      </div>
    </figure>
  );
}
