import { bookingId, eventId, idempotencyKey } from "@foyer/contract/ids";
import { inputSchema } from "./json-schema.js";
import type { Tag } from "./routes.js";

/** What each group of operations is for. */
const DESCRIPTIONS: Readonly<Record<Tag, string>> = {
  Events: "What anybody may read.",
  Bookings: "Booking, paying and cancelling, as the user of the API key.",
  "Waiting list": "Places on the lists of events that are sold out.",
  Organizing: "Events that the user of the API key runs.",
  Door: "Checking tickets in.",
  Account: "Whose API key it is.",
};

export const TAGS = Object.entries(DESCRIPTIONS).map(([name, description]) => ({ name, description }));

/** Two kinds of bearer tokens. The roles of an operation are the scopes that a key needs for it. */
export const SECURITY_SCHEMES = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    description:
      "An API key, `foyer_…`, from the account page. Operations name the scope that it needs: `read`, `bookings`, " +
      "`check-in` or `manage`.",
  },
  session: {
    type: "http",
    scheme: "bearer",
    description: "The session token of somebody who signed in with the typed client.",
  },
} as const;

const header = (description: string, type: "string" | "integer") => ({ description, schema: { type } });
const ref = (name: string) => ({ $ref: `#/components/headers/${name}` });

/** The headers of answers, which are the same everywhere. */
export const RESPONSE_HEADERS = {
  always: {
    "X-Request-Id": ref("RequestId"),
    "RateLimit-Limit": ref("RateLimitLimit"),
    "RateLimit-Remaining": ref("RateLimitRemaining"),
    "RateLimit-Reset": ref("RateLimitReset"),
  },
  created: { Location: ref("Location") },
  tagged: { ETag: ref("ETag") },
  later: { "Retry-After": ref("RetryAfter") },
} as const;

/** Parameters and headers that operations refer to. */
export function sharedParts(): Readonly<Record<"parameters" | "headers", object>> {
  const id = (of: string, schema: typeof eventId | typeof bookingId) => ({
    name: "id",
    in: "path",
    required: true,
    description: `The id of the ${of}.`,
    schema: inputSchema(schema),
  });
  return {
    parameters: {
      EventId: id("event", eventId),
      BookingId: id("booking", bookingId),
      IdempotencyKey: {
        name: "Idempotency-Key",
        in: "header",
        description:
          "Chosen by the program, one for each intent. A repeat with the same key and input within 24 hours gets the " +
          "first answer and changes nothing.",
        schema: inputSchema(idempotencyKey),
      },
    },
    headers: {
      RequestId: header("The id under which the request is logged.", "string"),
      RateLimitLimit: header("How many calls the API key has in a window of time.", "integer"),
      RateLimitRemaining: header("How many of them are left.", "integer"),
      RateLimitReset: header("Seconds until all of them are back.", "integer"),
      RetryAfter: header("Seconds after which to try again.", "integer"),
      Location: header("The path of what was created.", "string"),
      ETag: header("To be sent as `If-None-Match`, to be told when nothing has changed.", "string"),
    },
  };
}
