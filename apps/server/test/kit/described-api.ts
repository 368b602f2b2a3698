import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";

const content = z.record(z.string(), z.object({ schema: z.unknown() }));
const operation = z.object({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string().optional(), in: z.string().optional() })).default([]),
  requestBody: z.object({ required: z.boolean(), content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.optional() })),
});
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) });

/** What tests look at in answers. */
const answered = z.looseObject({ id: z.string().optional(), code: z.string().optional() }).catch({});

/** A request of a described operation. */
export interface DescribedRequest {
  /** As in the description: `POST /bookings/{id}/cancel`. */
  readonly operation: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface DescribedAnswer {
  readonly status: number;
  /** Empty for an answer that is no object. */
  readonly json: z.infer<typeof answered>;
}

/** A server as its own description says it is. */
export interface DescribedApi {
  /** Every operation: `GET /events`. */
  readonly operations: readonly string[];
  /**
   * Sends a request, and throws unless the answer is one that the description has.
   *
   * @param isAsDescribed whether the request itself has to be one that the description allows
   */
  send(request: DescribedRequest, isAsDescribed?: boolean): Promise<DescribedAnswer>;
}

/** Reads the description of a server. */
export async function readDescription(origin: string): Promise<DescribedApi> {
  const described: unknown = await (await fetch(`${origin}/api/openapi.json`)).json();
  const { paths } = document.parse(described);
  // OpenAPI has words beside those of JSON schema.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "api", ...z.record(z.string(), z.unknown()).parse(described) });
  const validators = new Map<string, ValidateFunction>();

  function check(place: readonly string[], value: unknown, what: string): void {
    const pointer = place.map((part) => part.replaceAll("~", "~0").replaceAll("/", "~1")).join("/");
    const $ref = `api#/${encodeURI(pointer)}`;
    const validate = validators.get($ref) ?? ajv.compile({ $ref });
    validators.set($ref, validate);
    if (validate(value)) return;
    throw new Error(`${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
  }

  return {
    operations: Object.entries(paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    async send({ operation: name, id, query = {}, body, headers = {} }, isAsDescribed = true) {
      const [method = "", path = ""] = name.split(" ");
      const op = paths[path]?.[method.toLowerCase()];
      if (op === undefined) throw new Error(`${name} is not described.`);
      const place = ["paths", path, method.toLowerCase()];
      if (isAsDescribed) {
        if (body !== undefined)
          check([...place, "requestBody", "content", "application/json", "schema"], body, name);
        for (const [parameter, value] of Object.entries(query)) {
          const index = op.parameters.findIndex((one) => one.name === parameter && one.in === "query");
          if (index === -1) throw new Error(`${name}: the parameter ${parameter} is not described.`);
          check([...place, "parameters", String(index), "schema"], value, name);
        }
      }
      const search = new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      );
      const url = `${origin}/api${path.replace("{id}", id ?? "")}${search.size === 0 ? "" : `?${search}`}`;
      const response = await fetch(url, {
        method,
        headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const { status } = response;
      const known = op.responses[String(status)];
      const text = await response.text();
      if (known === undefined) throw new Error(`${name}: ${status} is not described: ${text}`);
      if (known.content === undefined) return { status, json: {} };
      const type = response.headers.get("content-type")?.split(";")[0] ?? "";
      if (!(type in known.content)) throw new Error(`${name}: ${status} as ${type} is not described.`);
      const json: unknown = JSON.parse(text);
      check([...place, "responses", String(status), "content", type, "schema"], json, `${name} ${status}`);
      return { status, json: answered.parse(json) };
    },
  };
}
