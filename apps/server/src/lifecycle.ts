import type { OperatorOutput } from "./operator-output.js";

type Stop = () => Promise<unknown>;

/** What a program tells its lifecycle while it starts. */
export interface Lifecycle {
  /** Registers how to stop a part. Parts are stopped in reverse order. */
  stopping(stop: Stop): void;
  /**
   * Registers what is done as soon as the program begins to end. Parts are stopped after that.
   *
   * @param extraMs how much longer it may make the shutdown, in milliseconds
   */
  ending(notice: Stop, extraMs?: number): void;
  /** Ends the program: a part that it needs is gone. */
  lost(why: string): void;
}

export interface LifecycleOptions {
  /** For the whole shutdown, in milliseconds. */
  readonly limitMs: number;
  readonly output: OperatorOutput;
  /** Ends the program, as a signal does, when the process that started it is gone: the other end of its IPC channel. */
  readonly endsWithParent: boolean;
}

/**
 * Runs a program until SIGINT or SIGTERM, or until a part that it needs is lost. Then its parts are stopped in
 * reverse order, within a time limit. A second signal exits at once.
 */
export async function runUntilSignal(
  { limitMs, output, endsWithParent }: LifecycleOptions,
  start: (lifecycle: Lifecycle) => Promise<void>,
): Promise<void> {
  const stops: Stop[] = [];
  const notices: Stop[] = [];
  let extraLimitMs = 0;
  let isEnding = false;
  let starting: Promise<void> = Promise.resolve();

  async function end(exitCode: number): Promise<never> {
    const complain = (error: unknown) => {
      output.fail(error);
      exitCode = 1;
    };
    setTimeout(cutShort, limitMs + extraLimitMs).unref();
    await Promise.all(notices.map((notice) => notice().catch(complain)));
    // Parts register how to stop them while starting, so that has to finish first.
    await starting;
    for (const stop of stops.reverse()) await stop().catch(complain);
    process.exit(exitCode);
  }

  function cutShort(): never {
    output.fail("the shutdown took too long and was cut short");
    process.exit(1);
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
  if (endsWithParent) {
    process.on("disconnect", () => endOnce(0));
    // It may have ended before this line.
    if (!process.connected) endOnce(0);
  }

  starting = start({
    stopping: (stop) => stops.push(stop),
    ending(notice, extraMs = 0) {
      notices.push(notice);
      extraLimitMs += extraMs;
    },
    lost(why) {
      if (isEnding) return;
      output.fail(why);
      endOnce(1);
    },
  }).catch((error: unknown) => {
    if (isEnding) return;
    output.fail(error);
    endOnce(1);
  });
  await starting;
}
