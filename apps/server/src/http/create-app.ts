import { randomUUID } from "node:crypto";
import type { AppContext } from "@foyer/domain/context";
import { type FastifyBaseLogger, type FastifyInstance, fastify } from "fastify";
import type { Config } from "../config.js";
import type { MailCatcher } from "../mail/mail-catcher.js";
import type { MetricsChoice } from "../metrics/metrics-choice.js";
import { mountMetrics } from "../metrics/mount-metrics.js";
import { mountBookingFiles } from "./booking-files.js";
import { defendBrowsers } from "./browser-defences.js";
import { mountDevMail } from "./dev-mail.js";
import { answerBrokenRequest, answerError, answerErrors } from "./errors.js";
import { mountExports } from "./exports.js";
import { mountHealth } from "./health.js";
import { boundInFlight } from "./in-flight.js";
import { mountApi } from "./mount-api.js";
import { mountWebApp } from "./web-app.js";

/** The header by which an answer is found in the log. */
const REQUEST_ID = "x-request-id";

/** How long a request may take to arrive, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The largest request: an event's longest description, several times over. */
const BODY_LIMIT_BYTES = 128 * 1024;

export interface AppOptions {
  readonly log: FastifyBaseLogger;
  readonly config: Pick<Config, "trustProxy" | "publicUrl" | "allowedOrigins" | "secureCookies" | "payments">;
  /** Shows the caught mail, where mail is caught. */
  readonly catcher?: MailCatcher | undefined;
  /** Who may read the metrics; nobody when it is left out. */
  readonly metrics?: MetricsChoice | undefined;
  /** Requests in flight at once, when it is not the default. */
  readonly maxInFlight?: number | undefined;
  /** False leaves every call to tRPC's own adapter: for the test that compares it with the lightweight one. */
  readonly isLightweight?: boolean | undefined;
}

/** The HTTP host: API, health and web app. Not listening yet. */
export async function createApp(
  context: AppContext,
  { log, config, catcher, metrics = { kind: "off" }, maxInFlight, isLightweight }: AppOptions,
): Promise<FastifyInstance> {
  const app = fastify({
    loggerInstance: log,
    genReqId: () => randomUUID(),
    // So many of the last hops are our own proxies; what lies before them is what the client claims.
    trustProxy: config.trustProxy > 0 && ((_address, hop) => hop < config.trustProxy),
    requestTimeout: REQUEST_TIMEOUT_MS,
    frameworkErrors: (error, _request, reply) => {
      void answerError(error, reply);
    },
    clientErrorHandler: answerBrokenRequest,
    bodyLimit: BODY_LIMIT_BYTES,
    // A batch names all of its procedures in the path.
    routerOptions: { maxParamLength: 2_000 },
    // Requests that run may finish; connections that only wait are closed.
    forceCloseConnections: "idle",
  });
  app.addHook("onRequest", (request, reply, next) => {
    reply.header(REQUEST_ID, request.id);
    next();
  });
  const httpLoad = boundInFlight(app, maxInFlight);
  await defendBrowsers(app, {
    ...config,
    isSecure: config.secureCookies,
    cardForms: config.payments.kind === "stripe" ? "stripe" : "none",
  });
  answerErrors(app);
  mountHealth(app, context);
  mountMetrics(app, context, { choice: metrics, http: httpLoad });
  if (catcher !== undefined) mountDevMail(app, catcher);
  mountExports(app, context);
  mountBookingFiles(app, context);
  await mountWebApp(app, context, config.publicUrl);
  if (config.payments.kind === "stripe") {
    const { mountStripeWebhook } = await import("./stripe-webhook.js");
    await mountStripeWebhook(app, context, config.payments.webhookSecret);
  }
  await mountApi(app, context, isLightweight);
  return app;
}
