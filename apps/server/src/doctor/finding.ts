/** One line of the doctor's report. */
export interface Finding {
  readonly subject: string;
  readonly kind: "ok" | "wrong";
  /** What is so; of what is wrong also what to do. Without secrets. */
  readonly text: string;
}

export function ok(subject: string, text: string): Finding {
  return { subject, kind: "ok", text };
}

export function wrong(subject: string, text: string): Finding {
  return { subject, kind: "wrong", text };
}
