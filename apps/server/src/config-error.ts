/** A configuration that the server cannot start with. Its message is one line for the operator. */
export class ConfigError extends Error {}
