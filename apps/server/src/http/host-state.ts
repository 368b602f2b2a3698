/**
 * How far a host is: it serves; it still serves, and tells proxies to turn elsewhere; it refuses new requests while
 * running ones finish.
 */
type HostPhase = "serving" | "draining" | "refusing";

/** The state of a host that its parts share. */
export interface HostState {
  phase: HostPhase;
  /** Requests being answered. */
  inFlight: number;
  /** Rejected since the start, because too many were in flight. */
  refused: number;
}

export function createHostState(): HostState {
  return { phase: "serving", inFlight: 0, refused: 0 };
}
