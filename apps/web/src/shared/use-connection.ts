import { useSyncExternalStore } from "react";
import { type ConnectionState, connection } from "./connection";

/** Whether the server is currently reachable. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.current);
}
