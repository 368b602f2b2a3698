import ts from "typescript-6";
import { type TypeNames, TypePrinter } from "./print-type.ts";
import type { ReadRouter } from "./read-router.ts";

/** Types of the contract that programs use by their names, though no procedure carries them. */
const PUBLISHED = ["WebhookBody"];

/** @throws Error when the contract has one of them no longer */
export function publishedTypes({
  contractTypes,
}: ReadRouter): { readonly name: string; readonly type: ts.Type }[] {
  return PUBLISHED.map((name) => {
    const type = contractTypes.get(name);
    if (type === undefined) throw new Error(`The contract exports no ${name}.`);
    return { name, type };
  });
}

/**
 * The names of the contract's types and the fields of objects. Two types are the same when they are written alike:
 * zod makes a new one wherever a schema is used.
 */
export class ContractNames implements TypeNames {
  readonly #plain: TypePrinter;
  readonly #byText = new Map<string, string>();
  readonly #used = new Map<string, ts.Type>();

  constructor({ program, contractTypes }: ReadRouter) {
    this.#plain = new TypePrinter(program);
    for (const [name, type] of contractTypes) {
      const text = this.#textOf(type);
      if (text !== undefined && !this.#byText.has(text)) this.#byText.set(text, name);
    }
  }

  nameOf(type: ts.Type): string | undefined {
    const text = this.#textOf(type);
    const name = text === undefined ? undefined : this.#byText.get(text);
    if (name !== undefined) this.#used.set(name, type);
    return name;
  }

  /** Those that were asked for, and those that these use in turn, in alphabetical order. */
  expanded(printer: TypePrinter): { readonly name: string; readonly text: string }[] {
    const written = new Map<string, string>();
    // A map's iteration goes on with what is added meanwhile.
    for (const [name, type] of this.#used) {
      if (!written.has(name)) written.set(name, printer.expand(type, name));
    }
    const all = [...written].map(([name, text]) => ({ name, text }));
    return all.sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Undefined for what is short enough to stand where it is used, and for what the API cannot carry. */
  #textOf(type: ts.Type): string | undefined {
    const isChoice =
      type.isUnion() && type.types.length > 2 && type.types.every((one) => one.isStringLiteral());
    if (!isChoice && !(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return undefined;
    try {
      const text = this.#plain.print(type, "");
      return isChoice || text.startsWith("{\n") ? text : undefined;
    } catch {
      return undefined;
    }
  }
}
