import type { Clock } from "@foyer/domain/clock";

/** A clock that runs like the machine's until a test moves or stops it. */
export class MovableClock implements Clock {
  #ahead = 0;
  #stoppedAt: number | undefined;

  now(): Date {
    return new Date((this.#stoppedAt ?? Date.now()) + this.#ahead);
  }

  /** @param ms how far to go forward, in milliseconds */
  advance(ms: number): void {
    this.#ahead += ms;
  }

  /** Lets no time pass from now on but by {@link advance}, for tests that a slow machine must not be late in. */
  stop(): void {
    this.#stoppedAt ??= Date.now();
  }

  /** Lets time pass again after {@link stop}, from where it stands. */
  start(): void {
    if (this.#stoppedAt !== undefined) this.#ahead += this.#stoppedAt - Date.now();
    this.#stoppedAt = undefined;
  }

  /**
   * Goes forward to the beginning of a window, which are the same for all that is counted in windows of this length. Tests
   * that count would otherwise fail where a window ends while they do.
   */
  beginWindow(windowSeconds: number): void {
    const windowMs = windowSeconds * 1_000;
    this.advance(windowMs - (this.now().getTime() % windowMs));
  }
}
