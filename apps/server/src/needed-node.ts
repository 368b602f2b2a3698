const NEEDED_MAJOR = 24;

/** What is wrong with a version of Node, if Foyer does not run on it. */
export function wrongNode(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= NEEDED_MAJOR) return undefined;
  return `this is Node ${version}: install Node ${NEEDED_MAJOR} or newer`;
}
