import { randomUUID } from "node:crypto";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  fastify,
} from "fastify";
import type { Config } from "../config.js";
import type { MailCatcher } from "../mail/mail-catcher.js";
import type { MetricsChoice } from "../metrics/metrics-choice.js";
import { mountMetrics } from "../metrics/mount-metrics.js";
import type { HostTracing } from "../tracing/start-tracing.js";
import { mountBookingFiles } from "./booking-files.js";
import { defendBrowsers } from "./browser-defences.js";
import { mountDevMail } from "./dev-mail.js";
import { answerBrokenRequest, answerError, answerErrors, refuse, refuseWithStatus } from "./errors.js";
import { mountExports } from "./exports.js";
import { mountHealth } from "./health.js";
import { createHostState, type HostState } from "./host-state.js";
import { mountApi } from "./mount-api.js";
import { followRequests } from "./request-id.js";
import { mountReference } from "./rest/mount-reference.js";
import { mountRest } from "./rest/mount-rest.js";
import { mountWebApp } from "./web-app.js";

/** The header with the id under which a request is logged. */
const REQUEST_ID = "x-request-id";

/** The time limit for receiving a request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The maximum size of a request: several times the longest event description. */
const BODY_LIMIT_BYTES = 128 * 1024;

/** The maximum number of requests in flight in this process, since each holds memory. */
const MAX_IN_FLIGHT = 10_000;

/** The addresses that are answered however many requests are in flight. */
const MONITORING: ReadonlySet<string> = new Set(["/healthz", "/readyz", "/metrics"]);

/** What is logged of a request. Not its headers and query string, which contain user input and credentials. */
const SERIALIZERS = {
  req: ({ method, url, ip }: FastifyRequest) => ({ method, path: url.split("?", 1)[0], ip }),
  res: ({ statusCode }: FastifyReply) => ({ statusCode }),
};

export interface AppOptions {
  readonly log: FastifyBaseLogger;
  readonly config: Pick<Config, "trustProxy" | "publicUrl" | "allowedOrigins" | "secureCookies" | "payments">;
  /** The mail catcher to display, if there is one. */
  readonly catcher?: MailCatcher | undefined;
  /** The access to metrics; none by default. */
  readonly metrics?: MetricsChoice | undefined;
  /** The maximum number of requests in flight, if not the default. */
  readonly maxInFlight?: number | undefined;
  /** The state by which it is closed, if it is closed by `closeApp`. */
  readonly host?: HostState | undefined;
  /** Traces requests. */
  readonly tracing?: Pick<HostTracing, "traceRequests"> | undefined;
  /** False routes every call to tRPC's own adapter, for the test that compares the two. */
  readonly isLightweight?: boolean | undefined;
}

/** Builds the HTTP host: API, health checks and web app. It does not listen yet. */
export async function createApp(
  context: AppContext,
  { log, config, catcher, metrics = { kind: "off" }, host = createHostState(), ...options }: AppOptions,
): Promise<FastifyInstance> {
  const { maxInFlight = MAX_IN_FLIGHT, isLightweight, tracing } = options;
  const app = fastify({
    loggerInstance: log.child({}, { serializers: SERIALIZERS }),
    genReqId: () => randomUUID(),
    // The last hops are our own proxies; earlier ones are claimed by the client.
    trustProxy: config.trustProxy > 0 && ((_address, hop) => hop < config.trustProxy),
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, _request, reply) => {
      void answerError(error, reply);
    },
    clientErrorHandler: answerBrokenRequest,
    bodyLimit: BODY_LIMIT_BYTES,
    // A batch names all of its procedures in the path.
    routerOptions: { maxParamLength: 2_000 },
    // Requests in progress may finish; idle connections are closed.
    forceCloseConnections: "idle",
    // Refused by us, in a form that clients read.
    return503OnClosing: false,
  });
  await tracing?.traceRequests(app);
  app.addHook("onRequest", (request, reply, next) => {
    reply.header(REQUEST_ID, request.id);
    next();
  });
  boundInFlight(app, host, maxInFlight);
  followRequests(app);
  await defendBrowsers(app, {
    ...config,
    isSecure: config.secureCookies,
    cardForms: config.payments.kind === "stripe" ? "stripe" : "none",
  });
  answerErrors(app);
  mountHealth(app, context, host);
  mountMetrics(app, context, { choice: metrics, host });
  if (catcher !== undefined) mountDevMail(app, catcher);
  mountExports(app, context);
  mountBookingFiles(app, context);
  await mountWebApp(app, context, config.publicUrl);
  if (config.payments.kind === "stripe") {
    const { mountStripeWebhook } = await import("./stripe-webhook.js");
    await mountStripeWebhook(app, context, config.payments.webhookSecret);
  }
  await mountApi(app, context, isLightweight);
  await mountRest(app, context);
  mountReference(app);
  return app;
}

/** Rejects requests beyond a limit, and all while the host closes, before any work is done for them. */
function boundInFlight(app: FastifyInstance, host: HostState, limit: number): void {
  app.addHook("preClose", async () => {
    host.phase = "refusing";
  });
  app.addHook("onRequest", (request, reply, next) => {
    host.inFlight++;
    reply.raw.once("close", () => {
      host.inFlight--;
    });
    // Proxies keep connections open: the next request is to take another one, to a process that stays.
    if (host.phase !== "serving") reply.header("connection", "close");
    if (host.phase === "refusing" && !MONITORING.has(request.url)) {
      refuseWithStatus(reply, 503);
      return;
    }
    if (host.inFlight <= limit || MONITORING.has(request.url)) return next();
    host.refused++;
    const message = "Too many people are here right now. Try again in a moment.";
    refuse(reply, new DomainError("BUSY", message, { retryAfterSeconds: 1 }));
  });
}
