import { type Cover, coverOf } from "@foyer/contract/cover/cover-of";
import { coverShapes } from "@foyer/contract/cover/cover-shapes";
import type { CoverShape } from "@foyer/contract/cover/shape";
import { memo } from "react";
import classes from "./event-cover.module.css";

type EventCoverProps = {
  name: string;
  category: string;
  /** A square one moves the pattern's loud side closer to the initial. */
  isSquare?: boolean;
};

/** The picture of an event that has none of its own. It fills its box; the name beside it is its meaning. */
export const EventCover = memo(function EventCover({ name, category, isSquare = false }: EventCoverProps) {
  const cover: Cover = coverOf({ name, category });
  return (
    <svg
      className={classes.cover}
      viewBox={isSquare ? "0 0 300 300" : "0 0 480 300"}
      preserveAspectRatio="xMidYMid slice"
      aria-hidden="true"
      style={{ background: cover.palette.ground }}
    >
      <rect width="480" height="300" fill={cover.palette.ground} />
      <g transform={isSquare ? "translate(-150 0)" : undefined}>
        {coverShapes(cover).map((shape, place) => (
          // A cover's shapes are always the same, in the same order.
          <Shape key={`${cover.seed}-${place}`} shape={shape} />
        ))}
      </g>
      <text className={classes.initial} x={isSquare ? 28 : 36} y="238" fill={cover.palette.letter}>
        {cover.initial}
      </text>
    </svg>
  );
});

function Shape({ shape: { tag: Tag, ...attributes } }: { shape: CoverShape }) {
  return <Tag {...attributes} />;
}
