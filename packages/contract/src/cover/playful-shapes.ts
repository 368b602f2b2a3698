import { type CoverShape, type Draw, steps } from "./shape.js";

export const hills: Draw = ({ palette }, random) => {
  const sun: CoverShape = {
    tag: "circle",
    cx: 330 + random() * 90,
    cy: 44 + random() * 24,
    r: 38,
    fill: palette.loud,
  };
  const tones = [palette.quiet, palette.middle, palette.quiet, palette.ground];
  const layers = tones.map((fill, layer): CoverShape => {
    const base = 130 + layer * 44;
    const lift = 40 + random() * 46;
    const dip = 20 + random() * 30;
    return {
      tag: "path",
      d: `M0 ${base + dip}C120 ${base - lift} 190 ${base + dip} 290 ${base - dip}S430 ${base - lift} 480 ${base}V300H0Z`,
      fill,
      opacity: layer === 1 ? 0.7 : 1,
    };
  });
  return [sun, ...layers];
};

export const blocks: Draw = ({ palette }, random) => {
  const tones = [palette.middle, palette.loud, palette.quiet];
  return steps(15).map((index): CoverShape => {
    const x = 180 + (index % 5) * 100 - 20;
    const y = Math.floor(index / 5) * 100;
    const fill = tones[Math.floor(random() * tones.length)] ?? palette.middle;
    const shape = Math.floor(random() * 4);
    if (shape === 0) return { tag: "rect", x, y, width: 100, height: 100, fill };
    if (shape === 1) return { tag: "circle", cx: x + 50, cy: y + 50, r: 50, fill };
    if (shape === 2) return { tag: "path", d: `M${x} ${y}h100l-100 100z`, fill };
    return { tag: "path", d: `M${x} ${y + 50}a50 50 0 0 1 100 0z`, fill };
  });
};

export const plates: Draw = ({ palette }, random) => {
  const places = [
    { cx: 380, cy: 60, r: 96 },
    { cx: 300, cy: 236, r: 74 },
    { cx: 462, cy: 246, r: 104 },
    { cx: 190, cy: 40, r: 48 },
  ];
  return places.flatMap(({ r, ...centre }, index): CoverShape[] => {
    const inner = 0.32 + random() * 0.3;
    const isQuiet = index === 3;
    return [
      { tag: "circle", ...centre, r, fill: isQuiet ? palette.quiet : palette.middle },
      { tag: "circle", ...centre, r: r * 0.78, fill: palette.quiet },
      { tag: "circle", ...centre, r: r * inner, fill: isQuiet ? palette.middle : palette.loud },
    ];
  });
};

export const confetti: Draw = ({ palette }, random) => {
  const tones = [palette.loud, palette.middle, palette.quiet, palette.letter] as const;
  return steps(64).map((index): CoverShape => {
    // Squared, so that most of it lies at the right, away from the initial.
    const x = 480 - random() * random() * 480;
    const y = random() * 300;
    const size = 9 + random() * 15;
    const fill = x < 190 ? palette.quiet : (tones[index % tones.length] ?? palette.quiet);
    const turn = Math.round(random() * 180);
    if (index % 3 === 0) return { tag: "circle", cx: x, cy: y, r: size / 2, fill };
    return {
      tag: "rect",
      x,
      y,
      width: size,
      height: index % 2 ? size * 0.4 : size,
      rx: 2,
      fill,
      transform: `rotate(${turn} ${x} ${y})`,
    };
  });
};

export const lanes: Draw = ({ palette }, random) => {
  const lean = 90 + random() * 80;
  return steps(9).map((lane): CoverShape => {
    const x = 60 + lane * 62;
    const fill = lane === 6 ? palette.loud : lane > 3 ? palette.middle : palette.quiet;
    const width = lane % 2 ? 14 : 34;
    return { tag: "path", d: `M${x} 300L${x + lean} 0h${width}L${x + width} 300Z`, fill };
  });
};
