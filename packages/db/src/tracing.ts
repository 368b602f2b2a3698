/** A span that others refer to, possibly of another trace. What is in it is the host's business. */
export interface SpanReference {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

export interface SpanDescription {
  /** Of a bounded set: what differs between two of a kind goes into attributes. */
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
  /** In place of the span in progress. */
  readonly parent?: SpanReference | undefined;
  /** Other spans for which it works. */
  readonly links?: readonly SpanReference[];
}

/** Traces what a process does. Where nothing is traced there is none, so that it costs nothing. */
export interface Tracing {
  /** Does work in a span. One whose work throws is marked as failed. */
  inSpan<Result>(span: SpanDescription, work: () => Promise<Result>): Promise<Result>;
  /** The span in progress, if it is recorded. */
  current(): SpanReference | undefined;
}
