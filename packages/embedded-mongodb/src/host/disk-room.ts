import { existsSync, statfsSync } from "node:fs";
import { join } from "node:path";

const MB = 2 ** 20;
/** Below 500 MB MongoDB refuses to build indexes. The database itself takes a part of the rest. */
const NEEDED_AT_FIRST = 550 * MB;
/** With less than this the engine ends at one of its next writes. */
const FULL_BELOW = 16 * MB;

/** How much this user may still write where a directory lies, in bytes. */
export function freeBytes(directory: string): number {
  const { bavail, bsize } = statfsSync(directory);
  return bavail * bsize;
}

/**
 * Whether there is room for a new database. One that exists is opened however little is left: it may be wanted for
 * making room.
 *
 * @param free in bytes
 * @returns what is wrong, in one line
 */
export function findRoomProblem(directory: string, free: number): string | undefined {
  if (free >= NEEDED_AT_FIRST || existsSync(join(directory, "WiredTiger"))) return undefined;
  return `the disk of ${directory} has ${inMegabytes(free)} free and a new database needs ${inMegabytes(NEEDED_AT_FIRST)}: make room, or set FOYER_DATA_DIR to a folder on another disk`;
}

/** @returns one line if the disk of a directory is full, which ends the engine */
export function describeFullDisk(directory: string): string | undefined {
  const free = freeBytes(directory);
  if (free >= FULL_BELOW) return undefined;
  return `the disk of ${directory} is full (${inMegabytes(free)} free): make room, and start again; what was confirmed is kept`;
}

function inMegabytes(bytes: number): string {
  return `${Math.floor(bytes / MB)} MB`;
}
