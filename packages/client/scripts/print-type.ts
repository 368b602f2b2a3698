import ts from "typescript-6";
import { docOf } from "./read-router.ts";

/** Which types have a name in what is written. */
export interface TypeNames {
  nameOf(type: ts.Type): string | undefined;
}

const INDENT = "  ";
/** Streams. What they return at their end, and are sent, is nothing that an API carries. */
const STREAMS: ReadonlySet<string> = new Set(["AsyncIterable", "AsyncGenerator"]);
const ARRAYS: ReadonlySet<string> = new Set(["Array", "ReadonlyArray"]);

const NAMES_OF_FLAGS: readonly (readonly [flag: ts.TypeFlags, name: string])[] = [
  [ts.TypeFlags.Unknown, "unknown"],
  [ts.TypeFlags.String, "string"],
  [ts.TypeFlags.Number, "number"],
  [ts.TypeFlags.Boolean, "boolean"],
  [ts.TypeFlags.Undefined, "undefined"],
  [ts.TypeFlags.Null, "null"],
  [ts.TypeFlags.Void, "void"],
  [ts.TypeFlags.Never, "never"],
];

/**
 * Writes types out in full: no alias, no conditional or mapped type, nothing of zod or tRPC remains. It knows what an
 * API can carry and throws for everything else, so that no `any` and no foreign type slips into what is published.
 */
export class TypePrinter {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  readonly #names: TypeNames | undefined;
  readonly #withComments: boolean;

  /** @param options without names everything is written in full */
  constructor(
    program: ts.Program,
    options: { readonly names?: TypeNames; readonly withComments?: boolean } = {},
  ) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#names = options.names;
    this.#withComments = options.withComments ?? false;
  }

  /**
   * @param where names the type in errors, such as `booking.create`'s input
   * @param indent what stands before the line that the type begins in
   */
  print(type: ts.Type, where: string, indent = ""): string {
    return this.#names?.nameOf(type) ?? this.expand(type, where, indent);
  }

  /** The same, but the type itself is written out even if it has a name. */
  expand(type: ts.Type, where: string, indent = ""): string {
    if (type.isStringLiteral()) return JSON.stringify(type.value);
    if (type.isNumberLiteral()) return String(type.value);
    if (type.flags & ts.TypeFlags.BooleanLiteral) return this.#checker.typeToString(type);
    const plain = NAMES_OF_FLAGS.find(([flag]) => type.flags & flag);
    if (plain !== undefined) return plain[1];
    if (type.isUnion()) return this.#union(type, where, indent);
    if (type.isIntersection()) {
      const kind = this.#idKind(type);
      if (kind !== undefined) return `Id<${JSON.stringify(kind)}>`;
    }
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))
      return this.#object(type, where, indent);
    throw new Error(`${where}: ${this.#checker.typeToString(type)} cannot be published.`);
  }

  #union(type: ts.UnionType, where: string, indent: string): string {
    const isBoolean = (member: ts.Type) => Boolean(member.flags & ts.TypeFlags.BooleanLiteral);
    const booleans = type.types.filter(isBoolean).length;
    const printed = type.types
      .filter((member) => booleans < 2 || !isBoolean(member))
      .map((member) => this.print(member, where, indent));
    if (booleans === 2) printed.push("boolean");
    // As the compiler numbers types, their order depends on what it happened to read first.
    return [...new Set(printed)].sort(byRank).join(" | ");
  }

  #object(type: ts.Type, where: string, indent: string): string {
    const name = type.symbol?.name ?? "";
    if (this.#checker.isTupleType(type)) {
      return `[${this.#argumentsOf(type, where, indent).join(", ")}]`;
    }
    if (ARRAYS.has(name) && isReference(type)) {
      const [itemType] = this.#checker.getTypeArguments(type);
      const item = itemType === undefined ? "never" : this.print(itemType, where, indent);
      const isExpandedUnion = itemType?.isUnion() && this.#names?.nameOf(itemType) === undefined;
      const array = isExpandedUnion ? `(${item})[]` : `${item}[]`;
      return name === "ReadonlyArray" ? `readonly ${array}` : array;
    }
    if (name === "Date" && this.#isOfTheLanguage(type)) return name;
    if (STREAMS.has(name) && this.#isOfTheLanguage(type)) {
      const [message] = isReference(type) ? this.#checker.getTypeArguments(type) : [];
      if (message !== undefined) return `AsyncIterable<${this.print(message, where, indent)}>`;
    }
    if (type.getCallSignatures().length + type.getConstructSignatures().length > 0) {
      throw new Error(`${where}: a function cannot be published.`);
    }
    const inner = indent + INDENT;
    const lines = this.#checker.getIndexInfosOfType(type).map(({ keyType, type: value }) => {
      return `${inner}[name: ${this.print(keyType, where)}]: ${this.print(value, where, inner)};`;
    });
    for (const property of this.#checker.getPropertiesOfType(type)) {
      lines.push(this.#property(property, where, inner));
    }
    return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
  }

  #property(symbol: ts.Symbol, where: string, indent: string): string {
    const key = /^[A-Za-z_$][\w$]*$/.test(symbol.name) ? symbol.name : JSON.stringify(symbol.name);
    const isOptional = Boolean(symbol.flags & ts.SymbolFlags.Optional);
    const type = this.print(this.#checker.getTypeOfSymbol(symbol), `${where}.${symbol.name}`, indent);
    const doc = this.#withComments ? comment(docOf(this.#checker, symbol), indent) : "";
    return `${doc}${indent}${key}${isOptional ? "?" : ""}: ${type};`;
  }

  #argumentsOf(type: ts.Type, where: string, indent: string): string[] {
    if (!isReference(type)) return [];
    return this.#checker.getTypeArguments(type).map((argument) => this.print(argument, where, indent));
  }

  #isOfTheLanguage(type: ts.Type): boolean {
    return (type.symbol.declarations ?? []).some((declaration) =>
      this.#program.isSourceFileDefaultLibrary(declaration.getSourceFile()),
    );
  }

  /** The kind of an `Id` of the contract. */
  #idKind(type: ts.IntersectionType): string | undefined {
    const mark = type.types.find((member) => member.getProperty("~id"))?.getProperty("~id");
    const kind = mark && this.#checker.getTypeOfSymbol(mark);
    return kind?.isStringLiteral() ? kind.value : undefined;
  }
}

const LINE_WIDTH = 110;

/** A comment before a line, on one line where it fits. */
export function comment(doc: string, indent: string): string {
  if (doc === "") return "";
  const lines = doc
    .split(/\n{2,}/)
    .flatMap((paragraph, at) => [...(at > 0 ? [""] : []), ...wrapped(paragraph)]);
  const [first = ""] = lines;
  if (lines.length === 1) return `${indent}/** ${first} */\n`;
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join("\n")}\n${indent} */\n`;
}

function wrapped(paragraph: string): string[] {
  const lines = [""];
  for (const word of paragraph.split(/\s+/)) {
    const last = lines.pop() ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    lines.push(...(longer.length <= LINE_WIDTH ? [longer] : [last, word]));
  }
  return lines;
}

/** `null` and `undefined` come last, as people write them. */
function byRank(one: string, other: string): number {
  const rank = (text: string) => (text === "undefined" ? 2 : text === "null" ? 1 : 0);
  return rank(one) - rank(other) || (one < other ? -1 : 1);
}

function isReference(type: ts.Type): type is ts.TypeReference {
  return Boolean(type.flags & ts.TypeFlags.Object) && "target" in type;
}
