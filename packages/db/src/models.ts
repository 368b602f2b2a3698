/** The only module that re-exports Prisma's generated types. */

export type {
  Booking,
  Event,
  EventCapacityLog,
  IdempotencyRecord,
  Session,
  User,
} from "../generated/client/index.js";
export { Prisma } from "../generated/client/index.js";
