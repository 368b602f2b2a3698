export type { DirectoryOwner, EmbeddedMongoErrorCode } from "./host/child-protocol.js";
export { describeFullDisk, freeBytes } from "./host/disk-room.js";
export {
  type EmbeddedMongo,
  type EmbeddedMongoExit,
  type EmbeddedMongoOptions,
  startEmbeddedMongo,
  startThrowAwayMongo,
} from "./host/embedded-mongo.js";
export { EmbeddedMongoError } from "./host/embedded-mongo-error.js";
