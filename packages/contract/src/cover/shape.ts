import type { Cover } from "./cover-of.js";

/** A shape of a cover's pattern: an SVG element and its attributes, under the names that React has for them. */
export type CoverShape =
  | ({ readonly tag: "circle"; readonly cx: number; readonly cy: number; readonly r: number } & Paint)
  | ({
      readonly tag: "rect";
      readonly x: number;
      readonly y: number;
      readonly width: number;
      readonly height: number;
      readonly rx?: number;
    } & Paint)
  | ({ readonly tag: "path"; readonly d: string } & Paint);

interface Paint {
  readonly fill: string;
  readonly stroke?: string;
  readonly strokeWidth?: number;
  readonly opacity?: number;
  readonly transform?: string;
}

/** Every pattern draws on a ground of 480 by 300, loud at the right and quiet behind the initial. */
export type Draw = (cover: Cover, random: () => number) => CoverShape[];

/** So many numbers from 0 on. */
export const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
