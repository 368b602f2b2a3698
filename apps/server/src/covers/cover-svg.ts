import { type Cover, coverOf } from "@foyer/contract/cover/cover-of";
import { coverShapes } from "@foyer/contract/cover/cover-shapes";
import type { CoverShape } from "@foyer/contract/cover/shape";
import { coverFonts } from "./cover-fonts.js";
import { type SetText, setText } from "./set-text.js";

/** The size that link previews expect, in pixels. */
export const COVER = { width: 1_200, height: 630 } as const;

/** The input of a cover: equal subjects give equal pictures. */
export interface CoverSubject {
  readonly name: string;
  readonly category: string;
  /** Lines below the name: date and place. */
  readonly facts: readonly string[];
}

const LEFT = 80;
const TEXT_WIDTH = 700;
const NAME_ROOM = {
  width: TEXT_WIDTH,
  sizes: [
    { size: 88, lines: 2 },
    { size: 72, lines: 3 },
    { size: 56, lines: 4 },
  ],
};
const FACT_ROOM = { width: TEXT_WIDTH, sizes: [{ size: 30, lines: 1 }] };

/**
 * An event's cover as the web app draws it, with name and facts at the left. If no font has the glyphs of the
 * name, name and facts are omitted.
 */
export function coverSvg(subject: CoverSubject): string {
  const cover = coverOf(subject);
  const { headline, text } = coverFonts();
  const name = setText(subject.name, headline, NAME_ROOM);
  const facts =
    name === undefined ? [] : subject.facts.flatMap((fact) => setText(fact, text, FACT_ROOM) ?? []);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${COVER.width}" height="${COVER.height}" viewBox="0 0 ${COVER.width} ${COVER.height}">`,
    `<rect width="${COVER.width}" height="${COVER.height}" fill="${cover.palette.ground}"/>`,
    // The pattern is 480 by 300; the excess height is cut off equally at top and bottom.
    `<g transform="translate(0 -60) scale(2.5)">${coverShapes(cover).map(element).join("")}</g>`,
    name === undefined ? initial(cover) : words(cover, name, facts),
    "</svg>",
  ].join("");
}

function words({ palette }: Cover, name: SetText, facts: readonly SetText[]): string {
  const nameHeight = name.lines.length * name.size * 1.12;
  const height = nameHeight + (facts.length > 0 ? 28 : 0) + facts.length * 46;
  const top = (COVER.height - height) / 2;
  const nameLines = name.lines.map((line, place) =>
    lineOf(name, line, top + name.size * (0.9 + 1.12 * place)),
  );
  const factLines = facts.flatMap((fact, place) =>
    fact.lines.map((line) => lineOf(fact, line, top + nameHeight + 58 + 46 * place)),
  );
  return [
    `<linearGradient id="quiet"><stop offset="0.62" stop-color="${palette.ground}"/><stop offset="1" stop-color="${palette.ground}" stop-opacity="0"/></linearGradient>`,
    `<rect width="1020" height="${COVER.height}" fill="url(#quiet)"/>`,
    `<g fill="${palette.letter}">${[...nameLines, ...factLines].join("")}</g>`,
  ].join("");
}

function initial({ initial: letter, palette }: Cover): string {
  const set = setText(letter, coverFonts().headline, { width: 600, sizes: [{ size: 420, lines: 1 }] });
  return set === undefined
    ? ""
    : `<g fill="${palette.letter}">${lineOf({ ...set, isRightToLeft: false }, letter, 500)}</g>`;
}

/** A right-to-left line is isolated, so that punctuation at its ends is placed correctly. */
const [RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE] = ["\u2067", "\u2069"];

function lineOf({ face, size, isRightToLeft }: SetText, line: string, baseline: number): string {
  const [x, anchor] = isRightToLeft ? [LEFT + TEXT_WIDTH, "end"] : [LEFT, "start"];
  const text = isRightToLeft ? `${RIGHT_TO_LEFT_ISOLATE}${line}${POP_ISOLATE}` : line;
  return `<text x="${x}" y="${Math.round(baseline)}" text-anchor="${anchor}" font-family="${face.family}" font-weight="${face.weight}" font-size="${size}">${escapeText(text)}</text>`;
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function element({ tag, ...attributes }: CoverShape): string {
  const written = Object.entries(attributes).map(([name, value]) => {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return ` ${kebab}="${typeof value === "number" ? Math.round(value * 100) / 100 : value}"`;
  });
  return `<${tag}${written.join("")}/>`;
}
