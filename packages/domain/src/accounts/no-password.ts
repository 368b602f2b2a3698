/**
 * What is stored as the password of an account without one: of a guest, or after the first proof of its address. It is
 * no hash, so no password matches it.
 */
export const NO_PASSWORD = "none";
