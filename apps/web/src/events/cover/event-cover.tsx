import { type Cover, coverOf } from "@foyer/contract/cover/cover-of";
import { coverShapes } from "@foyer/contract/cover/cover-shapes";
import type { CoverShape } from "@foyer/contract/cover/shape";
import { createElement, memo, type SVGAttributes } from "react";
import classes from "./event-cover.module.css";

type EventCoverProps = {
  name: string;
  category: string;
  /** A square cover moves the pattern's dense side closer to the initial. */
  isSquare?: boolean;
  /** A cover that is much wider than high has its initial in the middle of its height. */
  isWide?: boolean;
};

/** A generated picture of an event. It fills its box and is decorative: the name is beside it. */
export const EventCover = memo(function EventCover({
  name,
  category,
  isSquare = false,
  isWide = false,
}: EventCoverProps) {
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
          // The index is a stable key: a cover's shapes never change.
          <Shape key={`${cover.seed}-${place}`} shape={shape} />
        ))}
      </g>
      <text
        className={classes.initial}
        x={isSquare ? 28 : 36}
        y={isWide ? 216 : 238}
        fill={cover.palette.letter}
      >
        {cover.initial}
      </text>
    </svg>
  );
});

function Shape({ shape: { tag, ...attributes } }: { shape: CoverShape }) {
  return createElement<SVGAttributes<SVGElement>>(tag, attributes);
}
