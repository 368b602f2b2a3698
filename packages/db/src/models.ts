/** The generated types, under one name, so that nothing else imports generated code. */

export type {
  Booking,
  Event,
  EventCapacityLog,
  IdempotencyRecord,
  Session,
  User,
} from "../generated/client/index.js";
export { Prisma } from "../generated/client/index.js";
