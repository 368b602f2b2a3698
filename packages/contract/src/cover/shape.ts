import type { Cover } from "./cover-of.js";

/** A shape of a cover's pattern: an SVG element and its attributes, under React's names. */
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

/** Draws a pattern on a canvas of 480 by 300: dense at the right, sparse behind the initial at the left. */
export type Draw = (cover: Cover, random: () => number) => CoverShape[];

/** The numbers from 0 to `count` - 1. */
export const steps = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
