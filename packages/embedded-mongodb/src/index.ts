export type { EmbeddedMongoErrorCode } from "./host/child-protocol.js";
export {
  type EmbeddedMongo,
  type EmbeddedMongoExit,
  type EmbeddedMongoOptions,
  startEmbeddedMongo,
  startThrowAwayMongo,
} from "./host/embedded-mongo.js";
export { EmbeddedMongoError } from "./host/embedded-mongo-error.js";
