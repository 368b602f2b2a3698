import type { registerInput } from "@foyer/contract/user";
import { counted } from "./counted";

/** An issue reported by a contract schema. */
type Issue = NonNullable<ReturnType<typeof registerInput.safeParse>["error"]>["issues"][number];

type Checkable = {
  safeParse(value: unknown): { success: true } | { success: false; error: { issues: Issue[] } };
};

/** The messages of invalid fields, by field name. Empty if all are valid. */
export function fieldErrors(schema: Checkable, values: unknown): Record<string, string> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return {};
  const errors: Record<string, string> = {};
  for (const issue of parsed.error.issues) errors[issue.path.join(".")] ??= issueMessage(issue);
  return errors;
}

/** The message for a single value, or null if it is valid, as Mantine's form validators return it. */
export function valueError(schema: Checkable, value: unknown): string | null {
  const parsed = schema.safeParse(value);
  const [issue] = parsed.success ? [] : parsed.error.issues;
  return issue ? issueMessage(issue) : null;
}

/** What is wrong with a value, and how to correct it. */
function issueMessage(issue: Issue): string {
  switch (issue.code) {
    case "too_small":
      if (issue.origin !== "string") return `Enter ${figure(issue.minimum)} or more.`;
      return issue.minimum === 1
        ? "Fill this in."
        : `Use at least ${counted(Number(issue.minimum), "character")}.`;
    case "too_big":
      if (issue.origin !== "string") return `Enter ${figure(issue.maximum)} or less.`;
      return `Use at most ${counted(Number(issue.maximum), "character")}.`;
    case "invalid_format":
      return issue.format === "email" ? "Write an email address, such as name@example.org." : issue.message;
    case "invalid_type":
      return issue.expected === "int" ? "Enter a whole number." : "Fill this in.";
    case "custom":
      return issue.message;
    default:
      return "This cannot be used. Enter something else.";
  }
}

function figure(amount: number | bigint): string {
  return amount.toLocaleString("en");
}
