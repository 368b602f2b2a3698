import type { ReactNode } from "react";
import { type Cover, type Pattern, seededRandom } from "./cover-of";
import { Blocks, Confetti, Hills, Lanes, Plates } from "./playful-patterns";

/** Every pattern draws on a ground of 480 by 300, loud at the right and quiet behind the initial. */
export type Draw = (cover: Cover, random: () => number) => ReactNode;

const steps = (count: number) => Array.from({ length: count }, (_, index) => index);

const Rings: Draw = ({ palette }, random) => {
  const x = 380 + random() * 60;
  const y = 30 + random() * 240;
  return steps(9).map((ring) => (
    <circle
      key={ring}
      cx={x}
      cy={y}
      r={24 + (8 - ring) * 34}
      fill="none"
      stroke={ring === 8 ? palette.loud : ring > 4 ? palette.middle : palette.quiet}
      strokeWidth={ring === 8 ? 26 : 13}
    />
  ));
};

const Drapes: Draw = ({ palette }, random) => {
  const tie = 176 + random() * 32;
  const tones = [palette.quiet, palette.middle, palette.quiet, palette.middle, palette.loud];
  return (
    <>
      {steps(5).map((fold) => {
        // Each fold hangs from the rail, is gathered where the curtain is tied, and falls straight below.
        const top = 150 + fold * 66;
        const knot = 396 + fold * 17;
        const foot = 376 + fold * 21;
        return (
          <path
            key={fold}
            d={`M${top} 0C${top + 30} ${tie * 0.7} ${knot} ${tie * 0.7} ${knot} ${tie}Q${knot - 4} 240 ${foot} 300H480V0Z`}
            fill={tones[fold]}
          />
        );
      })}
      <rect x="388" y={tie - 9} width="92" height="18" fill={palette.ground} />
      <path d="M0 0H480V26q-30 22 -60 0t-60 0t-60 0t-60 0t-60 0t-60 0t-60 0t-60 0Z" fill={palette.middle} />
    </>
  );
};

const Beams: Draw = ({ palette }, random) => {
  const y = 40 + random() * 80;
  return (
    <>
      {steps(7).map((beam) => {
        const top = -220 + beam * 110;
        return (
          <path
            key={beam}
            d={`M446 ${y}L-40 ${top}V${top + 52}Z`}
            fill={beam % 3 === 1 ? palette.middle : palette.quiet}
            opacity={beam % 3 === 1 ? 0.55 : 1}
          />
        );
      })}
      <circle cx="446" cy={y} r="54" fill={palette.middle} />
      <circle cx="446" cy={y} r="32" fill={palette.loud} />
    </>
  );
};

const Dots: Draw = ({ palette }, random) => {
  const centre = { x: 400 + random() * 60, y: random() * 300 };
  return steps(16).flatMap((column) =>
    steps(10).map((row) => {
      const x = 15 + column * 30;
      const y = 15 + row * 30;
      const distance = Math.hypot(x - centre.x, y - centre.y);
      const radius = Math.max(2, 15 - distance / 22);
      return (
        <circle
          key={`${column}-${row}`}
          cx={x}
          cy={y}
          r={radius}
          fill={distance < 80 ? palette.loud : distance < 210 ? palette.middle : palette.quiet}
        />
      );
    }),
  );
};

const Tiles: Draw = ({ palette }, random) =>
  steps(8).flatMap((column) =>
    steps(5).map((row) => {
      const turn = Math.floor(random() * 4) * 90;
      const tone = column < 4 ? palette.quiet : random() > 0.72 ? palette.loud : palette.middle;
      return (
        <path
          key={`${column}-${row}`}
          d="M0 0H60A60 60 0 0 1 0 60Z"
          transform={`translate(${column * 60} ${row * 60}) rotate(${turn} 30 30)`}
          fill={tone}
          opacity={column < 4 ? 0.8 : 0.92}
        />
      );
    }),
  );

const DRAWINGS: Record<Pattern, Draw> = {
  rings: Rings,
  drapes: Drapes,
  beams: Beams,
  dots: Dots,
  tiles: Tiles,
  hills: Hills,
  blocks: Blocks,
  plates: Plates,
  confetti: Confetti,
  lanes: Lanes,
};

export function CoverPattern({ cover }: { cover: Cover }) {
  return DRAWINGS[cover.pattern](cover, seededRandom(cover.seed));
}
