import { KEYED_MUTATIONS } from "@foyer/contract/keyed-mutations";
import { appRouter } from "@foyer/router/app-router";
import { expect, it } from "vitest";
import { z } from "zod";

/** The inputs that a procedure was declared with. At run time the record is flat, whatever its type says. */
function inputsOf(procedure: unknown): z.ZodType[] {
  return (procedure as { _def: { inputs: z.ZodType[] } })._def.inputs;
}

it("are exactly the mutations that take an idempotency key", () => {
  const taking = Object.entries(appRouter._def.procedures)
    .filter(([, procedure]) =>
      inputsOf(procedure).some((input) =>
        JSON.stringify(z.toJSONSchema(input, { unrepresentable: "any", io: "input" })).includes(
          '"idempotencyKey"',
        ),
      ),
    )
    .map(([path]) => path);
  expect(taking.sort()).toEqual([...KEYED_MUTATIONS].sort());
});
