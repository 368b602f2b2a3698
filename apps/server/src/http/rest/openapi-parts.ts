import { apiScope } from "@foyer/contract/api-key";
import {
  bookingId,
  discountCodeId,
  eventId,
  idempotencyKey,
  questionId,
  waitlistEntryId,
  webhookDeliveryId,
  webhookId,
} from "@foyer/contract/ids";
import { inputSchema } from "./json-schema.js";
import type { Tag } from "./routes.js";

/** What each group of operations is for. */
const DESCRIPTIONS: Readonly<Record<Tag, string>> = {
  Events: "What anybody may read.",
  Bookings: "Booking, paying and cancelling, as the user of the API key.",
  "Waiting list": "Places on the lists of events that are sold out.",
  Organizing: "Events that the user of the API key runs.",
  Webhooks: "Programs that are told of what happens to these events.",
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
      "An API key, `foyer_…`, from the account page. Operations name the scope that it needs, or several of which one is " +
      `enough: ${apiScope.options.map((scope) => `\`${scope}\``).join(", ")}.`,
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

/** The parameters `{id}`, by the beginning of the paths that have them. */
export const ID_PARAMETERS = [
  { name: "EventId", under: "/events/", of: "event", schema: eventId },
  { name: "BookingId", under: "/bookings/", of: "booking", schema: bookingId },
  { name: "DiscountCodeId", under: "/discount-codes/", of: "discount code", schema: discountCodeId },
  { name: "QuestionId", under: "/questions/", of: "question", schema: questionId },
  { name: "WaitlistEntryId", under: "/waitlist/", of: "place on the waiting list", schema: waitlistEntryId },
  { name: "WebhookId", under: "/webhooks/", of: "webhook", schema: webhookId },
  { name: "WebhookDeliveryId", under: "/webhook-deliveries/", of: "delivery", schema: webhookDeliveryId },
] as const;
export type IdParameter = (typeof ID_PARAMETERS)[number]["name"];

/** Parameters and headers that operations refer to. */
export function sharedParts(): Readonly<Record<"parameters" | "headers", object>> {
  const ids = ID_PARAMETERS.map(({ name, of, schema }) => [
    name,
    {
      name: "id",
      in: "path",
      required: true,
      description: `The id of the ${of}.`,
      schema: inputSchema(schema),
    },
  ]);
  return {
    parameters: {
      ...Object.fromEntries(ids),
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
