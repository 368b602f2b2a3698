import { comment, TypePrinter } from "./print-type.ts";
import type { ReadProcedure, ReadRouter } from "./read-router.ts";
import { ContractNames, publishedTypes } from "./type-names.ts";

const PROCEDURE_TYPES = {
  query: "TRPCQueryProcedure",
  mutation: "TRPCMutationProcedure",
  subscription: "TRPCSubscriptionProcedure",
} as const;

/** A declaration of `AppRouter` that imports nothing but tRPC's public types. */
export function declareRouter(router: ReadRouter): string {
  const names = new ContractNames(router);
  const printer = new TypePrinter(router.program, { names, withComments: true });
  const procedures = declareProcedures(router.procedures, printer);
  const errorShape = printer.print(router.errorShape, "the error shape");
  const published = publishedTypes(router).map(
    ({ name, type }) => `export type ${name} = ${printer.expand(type, name)};`,
  );
  const imports = Object.values(PROCEDURE_TYPES).filter((name) => procedures.includes(`${name}<`));
  return [
    "// Made of the router by `npm run build`. Not to be edited.",
    `import type { TRPCBuiltRouter, ${imports.join(", ")} } from "@trpc/server";`,
    "/** The id of one kind of thing, such as an event. */\n" +
      'type Id<Kind extends string> = string & { readonly "~id": Kind };',
    ...published,
    ...names.expanded(printer).map(({ name, text }) => `type ${name} = ${text};`),
    `type ErrorShape = ${errorShape};`,
    `type Procedures = ${procedures};`,
    "/** All procedures of the API, as tRPC's own types describe them. */\n" +
      "export type AppRouter = TRPCBuiltRouter<\n" +
      "  { ctx: object; meta: object; errorShape: ErrorShape; transformer: true },\n" +
      "  Procedures\n>;",
    "",
  ].join("\n\n");
}

function declareProcedures(procedures: readonly ReadProcedure[], printer: TypePrinter): string {
  const lines: string[] = [];
  let open: readonly string[] = [];
  const indent = (depth: number) => "  ".repeat(depth + 1);
  function close(depth: number) {
    for (; open.length > depth; open = open.slice(0, -1)) lines.push(`${indent(open.length - 1)}};`);
  }
  for (const { path, kind, doc, input, output } of procedures) {
    const folders = path.split(".");
    const name = folders.pop() ?? path;
    const shared = folders.findIndex((folder, at) => open[at] !== folder);
    close(shared === -1 ? folders.length : shared);
    for (; open.length < folders.length; open = folders.slice(0, open.length + 1)) {
      lines.push(`${indent(open.length)}${folders[open.length]}: {`);
    }
    const at = indent(open.length);
    lines.push(
      `${comment(doc, at)}${at}${name}: ${PROCEDURE_TYPES[kind]}<{`,
      `${at}  input: ${printer.print(input, `${path}, input`, `${at}  `)};`,
      `${at}  output: ${printer.print(output, `${path}, output`, `${at}  `)};`,
      `${at}  meta: object;`,
      `${at}}>;`,
    );
  }
  close(0);
  return `{\n${lines.join("\n")}\n}`;
}
