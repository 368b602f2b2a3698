import { codesOf, isProcedurePath } from "@foyer/contract/procedure-codes";
import { describeError } from "@foyer/router/error-shape";

/** @throws Error if a procedure failed with a code that `procedure-codes.ts` does not declare for it */
export function requireDeclaredCode({
  path,
  error,
}: {
  readonly path?: string;
  readonly error: Parameters<typeof describeError>[0];
}) {
  requireDeclared(path, describeError(error).reason);
}

/** The same for an answer over HTTP. */
export function requireDeclared(path: string | undefined, reason: string): void {
  if (path === undefined || !isProcedurePath(path)) return;
  if (!codesOf(path).some((code) => code === reason)) {
    throw new Error(
      `${path} refused a call with ${reason}, which packages/contract/src/procedure-codes.ts lacks.`,
    );
  }
}
