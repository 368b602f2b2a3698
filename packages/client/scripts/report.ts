import { readFileSync } from "node:fs";
import ts from "typescript-6";
import { TypePrinter } from "./print-type.ts";
import type { ReadRouter } from "./read-router.ts";
import { ContractNames, publishedTypes } from "./type-names.ts";

const INTRODUCTION = `# What @foyer/client offers

Every procedure with what it takes, answers and refuses with, then what the entries of the package export. \`npm run fix\`
writes this file and \`npm run check\` fails while it is not up to date, so that no change of it goes unseen. What may change
and how it is announced: docs/api-changes.md.
`;

/** The codes that calls are refused with. */
export interface RefusalCodes {
  readonly ofEveryCall: readonly string[];
  /** Those of one procedure besides, by its path. */
  readonly byPath: Readonly<Record<string, readonly string[]>>;
}

/** The procedures and the types they use, without comments: what programs depend on. */
export function reportProcedures(router: ReadRouter, codes: RefusalCodes): string {
  const names = new ContractNames(router);
  const printer = new TypePrinter(router.program, { names });
  const procedures = router.procedures.map(({ path, kind, input, output }) => {
    return [
      `### ${path}`,
      `A ${kind}. ${refusals(codes.byPath[path] ?? [])}`,
      fenced(
        `type Input = ${printer.print(input, `${path}, input`)};`,
        `type Output = ${printer.print(output, `${path}, output`)};`,
      ),
    ].join("\n\n");
  });
  const error = fenced(`type ErrorShape = ${printer.print(router.errorShape, "the error shape")};`);
  const published = publishedTypes(router).map(
    ({ name, type }) => `type ${name} = ${printer.expand(type, name)};`,
  );
  const types = names.expanded(printer).map(({ name, text }) => `type ${name} = ${text};`);
  return [
    INTRODUCTION.trim(),
    "## Procedures",
    `Any call may be refused with ${listed(codes.ofEveryCall)}.`,
    ...procedures,
    "## Types that several of them use",
    fenced(...types),
    "## Types that are exported by their names",
    fenced(...published),
    "## The body of an error",
    error,
  ].join("\n\n");
}

/**
 * What a file of declarations says, without comments.
 *
 * @param file of the package, as built
 * @param generated the declarations of the router, which are told elsewhere
 */
export function reportDeclarations(name: string, file: string, generated: string): string {
  const printer = ts.createPrinter({ removeComments: true });
  const print = (source: ts.SourceFile) =>
    source.statements
      .filter((statement) => !ts.isImportDeclaration(statement) && !isHiddenConstant(statement))
      .map((statement) => printer.printNode(ts.EmitHint.Unspecified, statement, source));
  // A bundler numbers names that several files have.
  const bare = (text: string) =>
    text.replace(/^(?:export )?(?:declare )?type (\w+?)(?:\$\d+)? =/, "type $1 =");
  const known = new Set(print(parse(generated)).map(bare));
  const declarations = print(parse(file)).filter((text) => !known.has(bare(text)));
  return `## ${name}\n\n${fenced(...declarations)}`;
}

/** What a type is derived from, such as the codes of all procedures. */
function isHiddenConstant(statement: ts.Statement): boolean {
  const isExported = (modifier: ts.ModifierLike) => modifier.kind === ts.SyntaxKind.ExportKeyword;
  return ts.isVariableStatement(statement) && !statement.modifiers?.some(isExported);
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
}

const listed = (codes: readonly string[]) => codes.map((code) => `\`${code}\``).join(", ");
const refusals = (codes: readonly string[]) =>
  codes.length === 0 ? "Refuses with nothing of its own." : `Refuses with ${listed([...new Set(codes)])}.`;
const fenced = (...parts: readonly string[]) => `\`\`\`ts\n${parts.join("\n")}\n\`\`\``;
