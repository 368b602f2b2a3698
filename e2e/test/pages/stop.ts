import type { Page } from "playwright-core";
import type { Scene } from "./scene.js";

export type Who = "nobody" | "guest" | "attendee" | "organizer" | "admin";

/** A page, and what is opened on it. */
export interface Stop {
  readonly name: string;
  readonly path: (scene: Scene) => string;
  /** What the tab is called, where that is looked at. */
  readonly title?: string;
  /** The status of an answer that refuses something, which the browser logs. */
  readonly refused?: 400 | 403 | 404;
  readonly onceThere?: (page: Page, scene: Scene) => Promise<void>;
}
