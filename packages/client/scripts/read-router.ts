import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript-6";

const packages = fileURLToPath(new URL("../../", import.meta.url));
const ENTRY = join(packages, "router/src/app-router.ts");
const CONTRACT = join(packages, "contract/src/");

/** A procedure as the compiler sees it. */
export interface ReadProcedure {
  /** Such as `booking.create`. */
  readonly path: string;
  readonly kind: "query" | "mutation" | "subscription";
  readonly doc: string;
  readonly input: ts.Type;
  readonly output: ts.Type;
}

/** What the compiler says of the router. */
export interface ReadRouter {
  readonly program: ts.Program;
  /** In the order of the router's files. */
  readonly procedures: readonly ReadProcedure[];
  /** The body of every error. */
  readonly errorShape: ts.Type;
  /** The types that the contract exports, by name. */
  readonly contractTypes: ReadonlyMap<string, ts.Type>;
}

/**
 * Reads the type of the router from its sources, because declarations that the compiler has written lack the comments
 * of most fields. TypeScript 6 reads it: 7 has no JavaScript API.
 */
export function readRouter(): ReadRouter {
  // The contract as a whole: some of its types are published that the router does not use.
  const contract = globSync("**/*.ts", { cwd: CONTRACT }).map((file) => join(CONTRACT, file));
  const program = ts.createProgram({ rootNames: [ENTRY, ...contract], options: compilerOptions() });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(ENTRY);
  const module = source && checker.getSymbolAtLocation(source);
  const symbol = module && checker.tryGetMemberInModuleExports("appRouter", module);
  if (symbol === undefined) throw new Error(`${ENTRY} exports no appRouter.`);
  const definition = member(checker, checker.getTypeOfSymbol(symbol), "_def");
  const procedures: ReadProcedure[] = [];
  collect(checker, member(checker, definition, "record"), "", procedures);
  const types = member(checker, member(checker, definition, "_config"), "$types");
  const errorShape = member(checker, types, "errorShape");
  return { program, procedures, errorShape, contractTypes: contractTypes(program) };
}

function contractTypes(program: ts.Program): Map<string, ts.Type> {
  const checker = program.getTypeChecker();
  const types = new Map<string, ts.Type>();
  const files = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(CONTRACT));
  for (const file of files.sort((one, other) => (one.fileName < other.fileName ? -1 : 1))) {
    const module = checker.getSymbolAtLocation(file);
    for (const symbol of module ? checker.getExportsOfModule(module) : []) {
      const [declaration] = symbol.declarations ?? [];
      if (declaration === undefined) continue;
      const isNamed = ts.isTypeAliasDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
      if (!isNamed || declaration.typeParameters) continue;
      types.set(symbol.name, checker.getDeclaredTypeOfSymbol(symbol));
    }
  }
  return types;
}

/** The repository's own options, and the sources of its packages in place of what was built of them. */
function compilerOptions(): ts.CompilerOptions {
  const file = join(packages, "../tsconfig.json");
  const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, "utf8"));
  // A name that only TypeScript 7 knows; the newest of this compiler's is as good for types.
  const json = { ...config.compilerOptions, target: "ESNext", lib: ["ESNext"] };
  const { options, errors } = ts.convertCompilerOptionsFromJson(json, dirname(file));
  const [error] = errors;
  if (error !== undefined) throw new Error(ts.flattenDiagnosticMessageText(error.messageText, "\n"));
  return {
    ...options,
    noEmit: true,
    paths: Object.fromEntries(
      ["contract", "domain", "router"].map((name) => [
        `@foyer/${name}/*`,
        [join(packages, name, "src/*.ts")],
      ]),
    ),
  };
}

function collect(checker: ts.TypeChecker, record: ts.Type, prefix: string, found: ReadProcedure[]): void {
  for (const entry of checker.getPropertiesOfType(record)) {
    const type = checker.getTypeOfSymbol(entry);
    const path = `${prefix}${entry.name}`;
    const definition = type.getProperty("_def");
    if (definition === undefined) {
      collect(checker, type, `${path}.`, found);
      continue;
    }
    const parts = checker.getTypeOfSymbol(definition);
    const types = member(checker, parts, "$types");
    found.push({
      path,
      kind: kindOf(member(checker, parts, "type"), path),
      doc: docOf(checker, entry),
      input: member(checker, types, "input"),
      output: member(checker, types, "output"),
    });
  }
}

function kindOf(type: ts.Type, path: string): ReadProcedure["kind"] {
  const kind = type.isStringLiteral() ? type.value : undefined;
  if (kind === "query" || kind === "mutation" || kind === "subscription") return kind;
  throw new Error(`${path} is neither a query nor a mutation nor a subscription.`);
}

function member(checker: ts.TypeChecker, type: ts.Type, name: string): ts.Type {
  const symbol = type.getProperty(name);
  if (symbol === undefined) throw new Error(`tRPC's types have changed: ${name} is missing.`);
  return checker.getTypeOfSymbol(symbol);
}

/** The comment above a procedure or field; empty if there is none. */
export function docOf(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const doc = ts.displayPartsToString(symbol.getDocumentationComment(checker));
  // Readers of the package have neither the constants nor the guides of this repository at hand.
  return doc
    .replace(/\{@link (\w+)\}/g, "`$1`")
    .replace(/\s\(domain rules[^)]*\)/g, "")
    .trim();
}
