import { setTimeout } from "node:timers/promises";
import { FastifyOtelInstrumentation } from "@fastify/otel";
import type { SpanReference, Tracing } from "@foyer/db/tracing";
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type Span,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace-node";
import { PrismaInstrumentation } from "@prisma/instrumentation";
import type { FastifyInstance } from "fastify";

/** Traces of this process, from requests to the database, sent to a collector by OTLP. */
export interface HostTracing extends Tracing {
  /** Makes a span for each request. Before the host's other hooks and routes. */
  traceRequests(app: FastifyInstance): Promise<void>;
  /** Sends what is left, within a few seconds. */
  stop(): Promise<void>;
}

/** The time limit for sending what is left, in milliseconds. */
const FLUSH_MS = 3_000;

/** Attributes with what people typed: the database's commands with their values. */
const WITHHELD = ["db.query.text", "db.statement"];

/**
 * Starts tracing. Before the database is opened, which asks whether it is traced.
 *
 * @param share of the requests, from 0 to 1
 */
export function startTracing(share: number): HostTracing {
  const provider = new NodeTracerProvider({
    sampler: requestsOnly(share),
    resource: defaultResource()
      .merge(resourceFromAttributes({ "service.name": "foyer" }))
      .merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [withholding, new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  const prisma = new PrismaInstrumentation();
  prisma.setTracerProvider(provider);
  prisma.enable();
  const tracer = provider.getTracer("foyer");

  return {
    async inSpan({ name, attributes = {}, parent, links = [] }, work) {
      const within = parent === undefined ? context.active() : trace.setSpanContext(ROOT_CONTEXT, parent);
      const options = { attributes, links: links.map((link) => ({ context: link })) };
      return tracer.startActiveSpan(name, options, within, async (span) => {
        try {
          return await work();
        } catch (error) {
          // Its message may hold what somebody typed.
          const type = error instanceof Error ? error.name : "unknown";
          span.setAttribute("error.type", type).setStatus({ code: SpanStatusCode.ERROR });
          throw error;
        } finally {
          span.end();
        }
      });
    },
    current() {
      const span = trace.getActiveSpan();
      return span?.isRecording() === true ? referenceTo(span.spanContext()) : undefined;
    },
    async traceRequests(app) {
      const requests = new FastifyOtelInstrumentation({
        instrumentHooks: false,
        instrumentHandler: false,
        recordExceptions: false,
        ignorePaths: ({ url }) => /^\/(healthz|readyz|metrics)$/.test(url),
        requestHook(span, request) {
          // Query strings hold what people typed.
          const [path = ""] = request.url.split("?", 1);
          span.updateName(
            `${request.method} ${path.startsWith("/trpc/") ? "/trpc" : (request.routeOptions.url ?? "none")}`,
          );
          span.setAttribute("url.path", path).setAttribute("foyer.request_id", request.id);
        },
      });
      requests.setTracerProvider(provider);
      await app.register(requests.plugin());
      // Reading the body leaves the context of earlier hooks.
      app.addHook("preValidation", (request, _reply, next) => {
        const { context: own } = request.opentelemetry();
        if (own === null) next();
        else context.with(own, next);
      });
    },
    async stop() {
      await Promise.race([provider.shutdown(), setTimeout(FLUSH_MS)]);
    },
  };
}

/**
 * Traces begin with requests: what jobs do would be several traces a second that nobody asked for. A caller who sends
 * a trace along has it continued within the same share, because callers may be anybody.
 *
 * @param share of the requests, from 0 to 1
 */
function requestsOnly(share: number): Sampler {
  const requests = new TraceIdRatioBasedSampler(share);
  return new ParentBasedSampler({
    root: {
      shouldSample: (within, traceId, _name, kind) =>
        kind === SpanKind.SERVER
          ? requests.shouldSample(within, traceId)
          : { decision: SamplingDecision.NOT_RECORD },
      toString: () => `requests only, ${share}`,
    },
    remoteParentSampled: requests,
  });
}

function referenceTo({ traceId, spanId, traceFlags }: SpanReference): SpanReference {
  return { traceId, spanId, traceFlags };
}

/** Removes what must not leave the process, before a span is exported. */
const withholding: SpanProcessor = {
  onStart: () => {},
  onEnding(span: Span) {
    for (const name of WITHHELD) {
      if (name in span.attributes) span.setAttribute(name, "withheld");
    }
  },
  onEnd: () => {},
  forceFlush: async () => {},
  shutdown: async () => {},
};
