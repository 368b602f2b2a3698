/**
 * The parts for those who use tRPC's own bindings beside the client, such as those for React. Its types are tRPC's own;
 * those of the other entries are copies, which need nothing.
 */
export type { AppRouter } from "../generated/app-router.js";
export { foyerLinks } from "./links.js";
