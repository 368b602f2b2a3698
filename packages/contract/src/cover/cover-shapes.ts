import { type Cover, type Pattern, seededRandom } from "./cover-of.js";
import { blocks, confetti, hills, lanes, plates } from "./playful-shapes.js";
import { type CoverShape, type Draw, steps } from "./shape.js";

const rings: Draw = ({ palette }, random) => {
  const cx = 380 + random() * 60;
  const cy = 30 + random() * 240;
  return steps(9).map((ring) => ({
    tag: "circle",
    cx,
    cy,
    r: 24 + (8 - ring) * 34,
    fill: "none",
    stroke: ring === 8 ? palette.loud : ring > 4 ? palette.middle : palette.quiet,
    strokeWidth: ring === 8 ? 26 : 13,
  }));
};

const drapes: Draw = ({ palette }, random) => {
  const tie = 176 + random() * 32;
  const tones = [palette.quiet, palette.middle, palette.quiet, palette.middle, palette.loud];
  const folds = tones.map((fill, fold): CoverShape => {
    // Each fold hangs from the rail, is gathered at the tieback, and falls straight below it.
    const top = 150 + fold * 66;
    const knot = 396 + fold * 17;
    const foot = 376 + fold * 21;
    return {
      tag: "path",
      d: `M${top} 0C${top + 30} ${tie * 0.7} ${knot} ${tie * 0.7} ${knot} ${tie}Q${knot - 4} 240 ${foot} 300H480V0Z`,
      fill,
    };
  });
  return [
    ...folds,
    { tag: "rect", x: 388, y: tie - 9, width: 92, height: 18, fill: palette.ground },
    {
      tag: "path",
      d: "M0 0H480V26q-30 22 -60 0t-60 0t-60 0t-60 0t-60 0t-60 0t-60 0t-60 0Z",
      fill: palette.middle,
    },
  ];
};

const beams: Draw = ({ palette }, random) => {
  const y = 40 + random() * 80;
  const rays = steps(7).map((beam): CoverShape => {
    const top = -220 + beam * 110;
    const isLoud = beam % 3 === 1;
    return {
      tag: "path",
      d: `M446 ${y}L-40 ${top}V${top + 52}Z`,
      fill: isLoud ? palette.middle : palette.quiet,
      opacity: isLoud ? 0.55 : 1,
    };
  });
  return [
    ...rays,
    { tag: "circle", cx: 446, cy: y, r: 54, fill: palette.middle },
    { tag: "circle", cx: 446, cy: y, r: 32, fill: palette.loud },
  ];
};

const dots: Draw = ({ palette }, random) => {
  const centre = { x: 400 + random() * 60, y: random() * 300 };
  return steps(16).flatMap((column) =>
    steps(10).map((row): CoverShape => {
      const cx = 15 + column * 30;
      const cy = 15 + row * 30;
      const distance = Math.hypot(cx - centre.x, cy - centre.y);
      return {
        tag: "circle",
        cx,
        cy,
        r: Math.max(2, 15 - distance / 22),
        fill: distance < 80 ? palette.loud : distance < 210 ? palette.middle : palette.quiet,
      };
    }),
  );
};

const tiles: Draw = ({ palette }, random) =>
  steps(8).flatMap((column) =>
    steps(5).map((row): CoverShape => {
      const turn = Math.floor(random() * 4) * 90;
      const tone = column < 4 ? palette.quiet : random() > 0.72 ? palette.loud : palette.middle;
      return {
        tag: "path",
        d: "M0 0H60A60 60 0 0 1 0 60Z",
        transform: `translate(${column * 60} ${row * 60}) rotate(${turn} 30 30)`,
        fill: tone,
        opacity: column < 4 ? 0.8 : 0.92,
      };
    }),
  );

const DRAWINGS: Record<Pattern, Draw> = {
  rings,
  drapes,
  beams,
  dots,
  tiles,
  hills,
  blocks,
  plates,
  confetti,
  lanes,
};

/** The shapes of a cover's pattern, in drawing order from back to front. */
export function coverShapes(cover: Cover): CoverShape[] {
  return DRAWINGS[cover.pattern](cover, seededRandom(cover.seed));
}
