/** The child's settings, its one argument, as JSON. */
export interface ChildSettings {
  readonly directory: string;
  readonly port: number;
  readonly ttlSweepSeconds: number;
  readonly transactionLifetimeSeconds: number;
  /** The parent's program, for whoever finds the directory in use. */
  readonly parentCommand: string;
}

/** Messages from the child to its parent, over the IPC channel. */
export type ChildReport =
  | { readonly kind: "ready"; readonly port: number }
  | {
      readonly kind: "failed";
      readonly code: EmbeddedMongoErrorCode;
      readonly message: string;
      readonly owner?: DirectoryOwner | undefined;
    };

/** The process that has a directory open. */
export interface DirectoryOwner {
  /** The process that started the database. */
  readonly pid: number;
  readonly command: string;
}

/** Why an embedded MongoDB could not be started, or ended. */
export type EmbeddedMongoErrorCode =
  | "DIRECTORY_UNUSABLE"
  | "DIRECTORY_IN_USE"
  | "DISK_FULL"
  | "PORT_IN_USE"
  | "UNSUPPORTED_PLATFORM"
  | "ENGINE_NOT_INSTALLED"
  | "GLIBC_UNAVAILABLE"
  | "START_FAILED";
