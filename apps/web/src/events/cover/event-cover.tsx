import { memo } from "react";
import { type Cover, coverOf } from "./cover-of";
import { CoverPattern } from "./cover-patterns";
import classes from "./event-cover.module.css";

type EventCoverProps = { name: string; category: string };

/** The picture of an event that has none of its own. It fills its box; the name beside it is its meaning. */
export const EventCover = memo(function EventCover({ name, category }: EventCoverProps) {
  const cover: Cover = coverOf({ name, category });
  return (
    <svg
      className={classes.cover}
      viewBox="0 0 480 300"
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      style={{ background: cover.palette.ground }}
    >
      <rect width="480" height="300" fill={cover.palette.ground} />
      <CoverPattern cover={cover} />
      <text className={classes.initial} x="36" y="256" fill={cover.palette.letter}>
        {cover.initial}
      </text>
    </svg>
  );
});
