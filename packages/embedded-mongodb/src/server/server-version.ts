import { BsonType, documentElement, documentOf, elementsOf, plainElements } from "../wire/raw-bson.js";

/**
 * The MongoDB version that this package reports. The engine is newer, but the sessions, transactions and commands
 * in front of it are those of 7.0, and drivers choose what they send by the version.
 */
const VERSION = "7.0.0";
/** The wire version of 7.0: drivers then do not send `bulkWrite`, which came with 8.0. */
export const MAX_WIRE_VERSION = 21;
const VERSION_ARRAY = [7, 0, 0, 0];
const FEATURE_VERSION = "7.0";

/** An engine's reply with this package's version in place of the engine's. */
export function withOurVersion(reply: Buffer): Buffer {
  return documentOf(
    elementsOf(reply).map((element) => {
      if (element.name === "version" && element.type === BsonType.string) return one({ version: VERSION });
      if (element.name === "versionArray") return one({ versionArray: VERSION_ARRAY });
      if (element.name === "featureCompatibilityVersion") {
        return one({ featureCompatibilityVersion: { version: FEATURE_VERSION } });
      }
      if (element.name === "serverInfo" && element.type === BsonType.document) {
        return documentElement("serverInfo", withOurVersion(element.value));
      }
      return element.bytes;
    }),
  );
}

function one(field: object): Buffer {
  return plainElements(field)[0] ?? Buffer.alloc(0);
}
