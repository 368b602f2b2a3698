/** What the parent tells the child, as its one argument in JSON. */
export interface ChildSettings {
  readonly directory: string;
  readonly port: number;
  readonly ttlSweepSeconds: number;
  readonly transactionLifetimeSeconds: number;
}

/** What the child tells the parent, over the IPC channel. */
export type ChildReport =
  | { readonly kind: "ready"; readonly port: number }
  | { readonly kind: "failed"; readonly code: EmbeddedMongoErrorCode; readonly message: string };

/** Why an embedded MongoDB could not be started, or stopped being there. */
export type EmbeddedMongoErrorCode =
  | "DIRECTORY_UNUSABLE"
  | "DIRECTORY_IN_USE"
  | "PORT_IN_USE"
  | "UNSUPPORTED_PLATFORM"
  | "ENGINE_NOT_INSTALLED"
  | "GLIBC_UNAVAILABLE"
  | "START_FAILED";
