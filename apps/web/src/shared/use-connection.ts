import { useSyncExternalStore } from "react";
import { type ConnectionState, connection } from "./connection";

/** Whether the server can be reached just now. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.current);
}
