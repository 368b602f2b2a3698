/** A configuration that cannot be started with. Its message is one line for whoever started the server. */
export class ConfigError extends Error {}
