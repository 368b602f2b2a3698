/**
 * What Node runs the server with. While a hot event is sold, what is known of a thousand requests lives for some
 * hundred milliseconds: with V8's default of 16 MB for what is young, most of it is copied twice and collected as old.
 */
export const SERVER_FLAGS = ["--max-semi-space-size=64"];
