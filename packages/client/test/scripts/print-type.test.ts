import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript-6";
import { afterAll, describe, expect, it } from "vitest";
import { TypePrinter } from "../../scripts/print-type.ts";

const folder = mkdtempSync(join(tmpdir(), "foyer-types-"));
afterAll(() => rmSync(folder, { recursive: true }));

const SOURCE = `
export type Id<Kind extends string> = string & { readonly "~id": Kind };
type Shape = { name: string; secret: string; at?: Date };
export type Cases = {
  id: Id<"EventId">;
  choice: "b" | "a" | null | undefined;
  flag: boolean;
  only: true;
  dates: readonly Date[];
  mixed: ("x" | number)[];
  pair: [string, 1];
  /** What it is for. */
  derived: Omit<Shape, "secret"> & { readonly more: number };
  record: Record<string, number>;
  stream: AsyncIterable<{ id: string; data: 1 }, void, any>;
  anything: any;
  work: () => void;
  big: bigint;
  map: Map<string, Date>;
};`;

const file = join(folder, "cases.ts");
writeFileSync(file, SOURCE);
const options = { strict: true, target: ts.ScriptTarget.ESNext, lib: ["lib.esnext.d.ts"], types: [] };
const program = ts.createProgram({ rootNames: [file], options });
const checker = program.getTypeChecker();

function typeOf(name: string): ts.Type {
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  const cases = module && checker.tryGetMemberInModuleExports("Cases", module);
  const field = cases && checker.getDeclaredTypeOfSymbol(cases).getProperty(name);
  if (field === undefined) throw new Error(`There is no case ${name}.`);
  return checker.getTypeOfSymbol(field);
}

describe("types as they are published", () => {
  it.each([
    ["id", 'Id<"EventId">'],
    ["choice", '"a" | "b" | null | undefined'],
    ["flag", "boolean"],
    ["only", "true"],
    ["dates", "readonly Date[]"],
    ["mixed", '("x" | number)[]'],
    ["pair", "[string, 1]"],
    ["derived", "{\n  name: string;\n  at?: Date | undefined;\n  more: number;\n}"],
    ["record", "{\n  [name: string]: number;\n}"],
    ["stream", "AsyncIterable<{\n  id: string;\n  data: 1;\n}>"],
  ])("%s is written out", (name, text) => {
    expect(new TypePrinter(program).print(typeOf(name), name)).toBe(text);
  });

  it.each(["anything", "work", "big", "map"])("%s is refused, and the error says where", (name) => {
    expect(() => new TypePrinter(program).print(typeOf(name), name)).toThrow(
      new RegExp(`^${name}.*published`),
    );
  });

  it("are written by their names where they have one", () => {
    const names = { nameOf: (type: ts.Type) => (type === typeOf("derived") ? "Named" : undefined) };
    expect(new TypePrinter(program, { names }).print(typeOf("derived"), "derived")).toBe("Named");
  });
});
