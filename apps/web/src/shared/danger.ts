/** The look of destructive buttons. */
export const DANGER = { color: "red", variant: "outline" } as const;
