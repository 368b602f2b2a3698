import { API_SCOPES, type ApiAccess } from "@foyer/contract/api-scopes";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { codesOf, isProcedurePath, type ProcedurePath } from "@foyer/contract/procedure-codes";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { z } from "zod";
import { REST_ROUTES, type RestRoute } from "./routes.js";

/** A procedure with its REST route: all that answering and describing it needs. */
export interface Operation extends RestRoute {
  readonly procedure: ProcedurePath;
  readonly type: "query" | "mutation";
  /** The schema of the input; undefined if the procedure takes none. */
  readonly input: z.ZodType | undefined;
  readonly output: z.ZodType;
  readonly isSameForAll: boolean;
  readonly access: ApiAccess;
  readonly codes: readonly ErrorCode[];
}

const schema = z.instanceof(z.ZodType);
const definition = z.object({
  type: z.enum(["query", "mutation"]),
  inputs: z.array(schema).max(1),
  /** tRPC keeps it beside the inputs, though its type does not say so. */
  output: schema,
  meta: z.object({ isSameForAll: z.boolean().optional() }).optional(),
});

/** Every REST operation, from the table of routes and the procedures themselves. */
export function readOperations(router: AnyTRPCRouter): readonly Operation[] {
  // At run time the record is flat.
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  return Object.entries(REST_ROUTES).flatMap(([path, route]) => {
    if ("none" in route || !isProcedurePath(path)) return [];
    const { type, inputs, output, meta } = definition.parse(procedures[path]?._def);
    return [
      {
        ...route,
        procedure: path,
        type,
        input: inputs[0],
        output,
        isSameForAll: meta?.isSameForAll ?? false,
        access: API_SCOPES[path],
        codes: codesOf(path),
      },
    ];
  });
}
