import {
  codesOf,
  isProcedurePath,
  PROCEDURE_CODES,
  type ProcedurePath,
} from "@foyer/contract/procedure-codes";
import { type AppRouter, appRouter } from "@foyer/router/app-router";
import { describe, expect, expectTypeOf, it } from "vitest";

type Procedures = AppRouter["_def"]["record"];
type PathOfRouter = {
  [Entity in keyof Procedures & string]: `${Entity}.${keyof Procedures[Entity] & string}`;
}[keyof Procedures & string];

describe("the codes of procedures", () => {
  it("are declared for every procedure of the router, and for no other", () => {
    expectTypeOf<ProcedurePath>().toEqualTypeOf<PathOfRouter>();
    expect(Object.keys(PROCEDURE_CODES).sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
  });

  it("are each declared once", () => {
    for (const path of Object.keys(PROCEDURE_CODES).filter(isProcedurePath)) {
      const codes = codesOf(path);
      expect(codes, path).toEqual([...new Set(codes)]);
    }
  });
});
