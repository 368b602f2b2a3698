import type { z } from "zod";

/**
 * Notes that variables contradict each other.
 *
 * @param variables those whose absence it is about: when one of them is not valid, that alone is reported
 * @param problem one line that names the variables and says what is right
 */
export type Refuse = (variables: readonly string[], problem: string) => void;

/** The variables of the environment as far as they are valid, and what is wrong with the others. */
export interface ReadVariables<Values> {
  /** With the defaults in place of those that are not valid. */
  readonly values: Values;
  /** One line each, without a value that may be secret. {@link Refuse} adds to it. */
  readonly problems: readonly string[];
  readonly refuse: Refuse;
}

/**
 * Reads all variables of a schema, so that everything that is wrong can be named at once. Each variable of the
 * schema is optional or has a default.
 */
export function readVariables<Schema extends z.ZodObject>(
  schema: Schema,
  env: NodeJS.ProcessEnv,
): ReadVariables<z.output<Schema>> {
  const given = withoutEmpty(env);
  const parsed = schema.safeParse(given);
  const invalid = new Map<string, string>();
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = String(path[0]);
    // The first problem of a variable is the plainest.
    if (!invalid.has(name)) invalid.set(name, `${name} is not valid: ${message}`);
  }
  const problems = [...invalid.values()];
  const valid = Object.entries(given).filter(([name]) => !invalid.has(name));
  return {
    values: parsed.success ? parsed.data : schema.parse(Object.fromEntries(valid)),
    problems,
    refuse(variables, problem) {
      if (!variables.some((name) => invalid.has(name))) problems.push(problem);
    },
  };
}

/** `PORT=` in a shell means "not set". */
function withoutEmpty(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
