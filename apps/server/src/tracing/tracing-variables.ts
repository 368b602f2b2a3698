import { z } from "zod";

const endpoint = z.url({ protocol: /^https?$/, error: "it has the form http://host:4318" }).optional();

const SHARE = "it is the share of requests that is traced, from 0 to 1";

/**
 * OpenTelemetry's own variables, as far as they decide what is traced. The SDK reads its others (`OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_EXPORTER_OTLP_HEADERS`, `OTEL_BSP_…`) itself.
 */
export const tracingVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce
    .number({ error: SHARE })
    .min(0, { error: SHARE })
    .max(1, { error: SHARE })
    .default(1),
};

const environment = z.object(tracingVariables);

/** Whether traces are made and sent, and of which share of the requests. */
export type TracingChoice =
  | { readonly kind: "off" }
  /** @property share from 0 to 1 */
  | { readonly kind: "otlp"; readonly share: number };

export function chooseTracing(e: z.output<typeof environment>): TracingChoice {
  const isAddressed = (e.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? e.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined;
  if (!isAddressed || e.OTEL_SDK_DISABLED === "true") return { kind: "off" };
  return { kind: "otlp", share: e.OTEL_TRACES_SAMPLER_ARG };
}
