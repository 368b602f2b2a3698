import { oneLine } from "./one-line.js";

type Stop = () => Promise<unknown>;

/**
 * Runs a program until SIGINT or SIGTERM, or until a part that it needs is lost. Then its parts are stopped in
 * reverse order, within a time limit. A second signal exits at once.
 *
 * @param limit for the whole shutdown, in milliseconds
 * @param start starts the program; `stopping` registers how to stop a part, `lost` reports that one is gone
 */
export async function runUntilSignal(
  limit: number,
  start: (stopping: (stop: Stop) => void, lost: () => void) => Promise<void>,
): Promise<void> {
  const stops: Stop[] = [];
  let isEnding = false;
  let starting: Promise<void> = Promise.resolve();

  async function end(exitCode: number): Promise<never> {
    setTimeout(() => {
      console.error("foyer: the shutdown took too long and was cut short");
      process.exit(1);
    }, limit).unref();
    // Parts register how to stop them while starting, so that has to finish first.
    await starting;
    for (const stop of stops.reverse()) {
      await stop().catch((error: unknown) => {
        console.error(`foyer: ${oneLine(error)}`);
        exitCode = 1;
      });
    }
    process.exit(exitCode);
  }

  function endOnce(exitCode: number): void {
    if (isEnding) return;
    isEnding = true;
    void end(exitCode);
  }

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (isEnding) process.exit(1);
      endOnce(0);
    });
  }

  starting = start(
    (stop) => stops.push(stop),
    () => {
      if (isEnding) return;
      console.error("foyer: the embedded database ended unexpectedly");
      endOnce(1);
    },
  ).catch((error: unknown) => {
    if (isEnding) return;
    console.error(`foyer: ${oneLine(error)}`);
    endOnce(1);
  });
  await starting;
}
