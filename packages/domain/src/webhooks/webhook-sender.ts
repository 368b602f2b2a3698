/** What a process has done about webhooks since it started. */
export interface WebhookLoad {
  /** Requests under way. */
  readonly sending: number;
  readonly delivered: number;
  /** Tries that failed. */
  readonly failed: number;
  readonly givenUp: number;
}

/**
 * Sends a process's share of the queued webhooks. Endpoints do not wait for each other; within one, deliveries about the
 * same booking are made in order.
 */
export interface WebhookSender {
  /**
   * Begins with the endpoints that have something due and are not being worked on, and does not wait for them.
   *
   * @returns how many deliveries were made since the last call
   * @throws the error that ended the work on an endpoint since the last call, if one did
   */
  run(): Promise<number>;
  /** Waits for what is under way. */
  idle(): Promise<void>;
  /** Begins nothing more and ends what is under way: it stays queued, and another process sends it again. */
  stop(): Promise<void>;
  load(): WebhookLoad;
}
