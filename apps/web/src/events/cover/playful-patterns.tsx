import type { Draw } from "./cover-patterns";

const steps = (count: number) => Array.from({ length: count }, (_, index) => index);

export const Hills: Draw = ({ palette }, random) => {
  const tones = [palette.quiet, palette.middle, palette.quiet, palette.ground];
  return (
    <>
      <circle cx={330 + random() * 90} cy={44 + random() * 24} r="38" fill={palette.loud} />
      {tones.map((tone, layer) => {
        const base = 130 + layer * 44;
        const lift = 40 + random() * 46;
        const dip = 20 + random() * 30;
        return (
          <path
            key={layer}
            d={`M0 ${base + dip}C120 ${base - lift} 190 ${base + dip} 290 ${base - dip}S430 ${base - lift} 480 ${base}V300H0Z`}
            fill={tone}
            opacity={layer === 1 ? 0.7 : 1}
          />
        );
      })}
    </>
  );
};

export const Blocks: Draw = ({ palette }, random) => {
  const tones = [palette.middle, palette.loud, palette.quiet];
  return steps(15).map((index) => {
    const column = index % 5;
    const x = 180 + column * 100 - 20;
    const y = Math.floor(index / 5) * 100;
    const tone = tones[Math.floor(random() * tones.length)];
    const shape = Math.floor(random() * 4);
    if (shape === 0) return <rect key={index} x={x} y={y} width="100" height="100" fill={tone} />;
    if (shape === 1) return <circle key={index} cx={x + 50} cy={y + 50} r="50" fill={tone} />;
    if (shape === 2) return <path key={index} d={`M${x} ${y}h100l-100 100z`} fill={tone} />;
    return <path key={index} d={`M${x} ${y + 50}a50 50 0 0 1 100 0z`} fill={tone} />;
  });
};

export const Plates: Draw = ({ palette }, random) => {
  const plates = [
    { x: 380, y: 60, r: 96 },
    { x: 300, y: 236, r: 74 },
    { x: 462, y: 246, r: 104 },
    { x: 190, y: 40, r: 48 },
  ];
  return plates.map(({ x, y, r }, index) => {
    const inner = 0.32 + random() * 0.3;
    return (
      <g key={`${x}`}>
        <circle cx={x} cy={y} r={r} fill={index === 3 ? palette.quiet : palette.middle} />
        <circle cx={x} cy={y} r={r * 0.78} fill={palette.quiet} />
        <circle cx={x} cy={y} r={r * inner} fill={index === 3 ? palette.middle : palette.loud} />
      </g>
    );
  });
};

export const Confetti: Draw = ({ palette }, random) => {
  const tones = [palette.loud, palette.middle, palette.quiet, palette.letter];
  return steps(64).map((index) => {
    // Squared, so that most of it falls on the right and leaves the initial alone.
    const x = 480 - random() * random() * 480;
    const y = random() * 300;
    const size = 9 + random() * 15;
    const tone = x < 190 ? palette.quiet : tones[index % tones.length];
    const turn = Math.round(random() * 180);
    return index % 3 === 0 ? (
      <circle key={index} cx={x} cy={y} r={size / 2} fill={tone} />
    ) : (
      <rect
        key={index}
        x={x}
        y={y}
        width={size}
        height={index % 2 ? size * 0.4 : size}
        rx="2"
        fill={tone}
        transform={`rotate(${turn} ${x} ${y})`}
      />
    );
  });
};

export const Lanes: Draw = ({ palette }, random) => {
  const lean = 90 + random() * 80;
  return steps(9).map((lane) => {
    const x = 60 + lane * 62;
    const tone = lane === 6 ? palette.loud : lane > 3 ? palette.middle : palette.quiet;
    const width = lane % 2 ? 14 : 34;
    return <path key={lane} d={`M${x} 300L${x + lean} 0h${width}L${x + width} 300Z`} fill={tone} />;
  });
};
