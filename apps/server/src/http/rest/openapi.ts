import { scopesOf } from "@foyer/contract/api-scopes";
import { ERROR_CODES, type ErrorCode } from "@foyer/contract/error-codes";
import { statusOf } from "@foyer/router/error-shape";
import { asSchema, type JsonSchema, outputSchema } from "./json-schema.js";
import {
  ID_PARAMETERS,
  type IdParameter,
  RESPONSE_HEADERS,
  SECURITY_SCHEMES,
  sharedParts,
  TAGS,
} from "./openapi-parts.js";
import type { Operation } from "./operations.js";
import { PROBLEM_TYPE, REST_PREFIX } from "./problem.js";
import { inputParts } from "./read-input.js";
import { schemaNames } from "./schema-names.js";

/** A node of the description. */
type Json = Readonly<Record<string, unknown>>;

/**
 * Describes the REST API in OpenAPI 3.1. Inputs and answers are those of the procedures, whose limits they have; the
 * errors of each operation are those that its procedure declares.
 *
 * @param publicUrl where the API is reached, without a trailing slash
 */
export function describeApi(operations: readonly Operation[], publicUrl: string): Json {
  const schemas: Record<string, JsonSchema> = {};
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const { schema, definitions } = outputSchema(operation.output, schemaNames);
    for (const [name, definition] of Object.entries(definitions))
      schemas[name] = asSchema(toComponents(definition));
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: describeOperation(operation, asSchema(toComponents(schema))),
    };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Foyer",
      version: "1",
      description:
        "Browse events, book tickets, pay, wait and check in, in plain JSON. Amounts are whole numbers in minor units " +
        "of their currency; instants are texts in ISO 8601. Errors are problem details (RFC 9457) with a `code` that " +
        "is never renamed. Programs send an API key, which its user creates on the account page.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: `${publicUrl}${REST_PREFIX}` }],
    tags: TAGS,
    security: [],
    paths,
    components: {
      ...sharedParts(),
      schemas: { ...schemas, Problem: problemSchema },
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

/** zod refers to `$defs`; the description has one place for all of them. */
function toComponents<Value>(value: Value): Value;
function toComponents(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => toComponents(one));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) => {
      // The name in the registry, which is the key already.
      if (name === "id" && typeof inner === "string") return [];
      if (name === "$ref" && typeof inner === "string") {
        return [[name, inner.replace("#/$defs/", "#/components/schemas/")]];
      }
      return [[name, toComponents(inner)]];
    }),
  );
}

function describeOperation(operation: Operation, answer: JsonSchema): Json {
  const { procedure, tag, summary, description, creates, isSameForAll, method } = operation;
  const parts = inputParts(operation);
  const parameters = [
    ...(operation.id === undefined ? [] : [{ $ref: `#/components/parameters/${idOf(operation)}` }]),
    ...(parts.takesKey ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
    ...(method === "GET" ? queryParameters(parts) : []),
  ];
  const body = method === "GET" ? undefined : requestBody(operation, parts);
  return {
    operationId: procedure.replaceAll(".", "_"),
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: securityOf(operation),
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && { requestBody: body }),
    responses: {
      [creates === undefined ? "200" : "201"]: {
        description: creates === undefined ? "The answer." : "It was created.",
        headers: {
          ...RESPONSE_HEADERS.always,
          ...(creates !== undefined && RESPONSE_HEADERS.created),
          ...(isSameForAll && RESPONSE_HEADERS.tagged),
        },
        content: { "application/json": { schema: answer } },
      },
      ...(isSameForAll && { "304": { description: "What the client has is current." } }),
      ...problems(operation, body !== undefined),
    },
  };
}

/** What `{id}` is the id of. */
function idOf({ path }: Operation): IdParameter {
  const found = ID_PARAMETERS.find(({ under }) => path.startsWith(under));
  if (found === undefined) throw new Error(`What {id} is in ${path} has no description.`);
  return found.name;
}

/** What is public needs nothing; a key that is sent all the same has to be good. */
function securityOf({ access }: Operation): readonly Json[] {
  const scopes = scopesOf(access);
  const byKey = scopes.length === 0 ? [{ apiKey: [] }] : scopes.map((scope) => ({ apiKey: [scope] }));
  const either = [...byKey, { session: [] }];
  return access === "any" ? [{}, ...either] : either;
}

function queryParameters({ fields, required }: ReturnType<typeof inputParts>): readonly Json[] {
  return Object.entries(fields).map(([name, schema]) => ({
    name,
    in: "query",
    ...(required.has(name) && { required: true }),
    schema: withoutNull(schema),
  }));
}

/** A parameter is missing rather than null. */
function withoutNull(schema: JsonSchema): JsonSchema {
  const [first, ...others] =
    schema.anyOf?.filter((one) => typeof one !== "object" || one.type !== "null") ?? [];
  return first === undefined || others.length > 0 ? schema : asSchema(first);
}

function requestBody(
  { example }: Operation,
  { fields, required }: ReturnType<typeof inputParts>,
): Json | undefined {
  if (Object.keys(fields).length === 0) return undefined;
  const schema = {
    type: "object",
    properties: fields,
    ...(required.size > 0 && { required: [...required] }),
    additionalProperties: false,
  };
  return {
    required: required.size > 0,
    content: { "application/json": { schema, ...(example && { example }) } },
  };
}

/** Never answered here: a mount of tRPC's own, or requests that this operation cannot be. */
const ABOUT_BODIES: ReadonlySet<ErrorCode> = new Set(["UNSUPPORTED_MEDIA_TYPE"]);
const NEVER: ReadonlySet<ErrorCode> = new Set(["METHOD_NOT_ALLOWED"]);

/** The problems of an operation, by status; each says which codes it may have. */
function problems({ codes, type }: Operation, hasBody: boolean): Json {
  const possible = codes.filter(
    (code) =>
      !NEVER.has(code) &&
      (hasBody || !ABOUT_BODIES.has(code)) &&
      (type === "mutation" || code !== "ORIGIN_NOT_ALLOWED"),
  );
  return Object.fromEntries(
    [...Map.groupBy(possible, statusOf)]
      .sort(([one], [other]) => one - other)
      .map(([status, group]) => [
        String(status),
        {
          description: group.map((code) => `\`${code}\``).join(", "),
          ...(status === 429 || status === 503 ? { headers: RESPONSE_HEADERS.later } : {}),
          content: {
            [PROBLEM_TYPE]: {
              schema: {
                allOf: [
                  { $ref: "#/components/schemas/Problem" },
                  { type: "object", properties: { code: { enum: group }, status: { const: status } } },
                ],
              },
            },
          },
        },
      ]),
  );
}

const problemSchema: JsonSchema = {
  type: "object",
  description: "Why a request was refused (RFC 9457). More members come with some codes.",
  properties: {
    type: { type: "string", format: "uri-reference" },
    title: { type: "string" },
    status: { type: "integer", minimum: 400, maximum: 599 },
    detail: { type: "string", description: "What happened and what to do, for people." },
    instance: { type: "string", format: "uri", description: "The request, under whose id it is logged." },
    code: { type: "string", enum: [...ERROR_CODES], description: "Branch on it. It is never renamed." },
    issues: {
      type: "array",
      description: "With `INVALID_INPUT`: what is wrong with which field.",
      items: {
        type: "object",
        properties: { path: { type: "string" }, message: { type: "string" } },
        required: ["path", "message"],
      },
    },
    field: { type: "string", description: "The field that was refused." },
    retryAfterSeconds: { type: "integer", description: "When to try again." },
    availableTickets: { type: "integer", description: "With `EVENT_SOLD_OUT`: how many are left." },
    waitingCount: { type: "integer", description: "With `EVENT_SOLD_OUT`: how many people wait." },
    totalAmount: { type: "integer", description: "With `PRICE_CHANGED`: what would be owed." },
    currency: { type: "string", description: "With `PRICE_CHANGED`: the currency of that." },
  },
  required: ["type", "title", "status", "detail", "instance", "code"],
};
