import { z } from "zod";

/** The access to `/metrics`: nobody, requests from this machine, or requests with the token. */
export type MetricsChoice =
  | { readonly kind: "off" }
  | { readonly kind: "loopback" }
  | { readonly kind: "token"; readonly token: string };

export const metricsVariables = {
  METRICS_TOKEN: z
    .string()
    .min(16, { error: "it is at least 16 characters long" })
    // What else a header has does not arrive as it was written here.
    .regex(/^(?! )[\x20-\x7e]*(?<! )$/, "it has no letters but those of English, and no space at its ends")
    .optional(),
};

/** In production a proxy on this machine would make every client local, so a token is required. */
export function chooseMetrics(token: string | undefined, isProduction: boolean): MetricsChoice {
  if (token !== undefined) return { kind: "token", token };
  return isProduction ? { kind: "off" } : { kind: "loopback" };
}
