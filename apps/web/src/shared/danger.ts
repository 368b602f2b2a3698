/** Looks for the button that destroys something. */
export const DANGER = { color: "red", variant: "outline" } as const;
