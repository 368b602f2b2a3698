import cors from "@fastify/cors";
import { DomainError } from "@foyer/domain/domain-error";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuse, refuseWithStatus } from "./errors.js";
import { fixedHeaders } from "./fixed-headers.js";
import { EXPOSED_HEADERS } from "./key-headers.js";
import { isReferenceUrl, isRestUrl } from "./rest/problem.js";

/** The parts of the browser security policy that depend on the configuration. */
export interface BrowserPolicy {
  /** The public URL of the web app. */
  readonly publicUrl: string;
  /** Other origins that may call the API with cookies. */
  readonly allowedOrigins: readonly string[];
  /** Whether the public URL is https. */
  readonly isSecure: boolean;
  /** Whose card form the web app embeds. */
  readonly cardForms: "stripe" | "none";
}

/** Origins of Stripe's card form: scripts, API, and the frames of the form and of bank checks. */
const STRIPE_SCRIPTS = ["https://js.stripe.com", "https://*.js.stripe.com"];
const STRIPE_API = ["https://api.stripe.com"];
const STRIPE_FRAMES = [...STRIPE_SCRIPTS, "https://hooks.stripe.com"];

/** Below this path all answers are JSON; so are those of the REST API. */
const API = "/trpc/";

const YEAR_SECONDS = 31_536_000;
const READING = new Set(["GET", "HEAD", "OPTIONS"]);
/** What a request's `Content-Encoding` may be: none. */
const PLAIN: ReadonlySet<string | undefined> = new Set([undefined, "", "identity"]);

/**
 * Sets security headers, CORS for the configured origins, and an origin check for requests that change something.
 */
export async function defendBrowsers(app: FastifyInstance, policy: BrowserPolicy): Promise<void> {
  const isStripe = policy.cardForms === "stripe";
  const transport = {
    strictTransportSecurity: policy.isSecure ? { maxAge: YEAR_SECONDS, includeSubDomains: true } : false,
    frameguard: { action: "deny" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    crossOriginEmbedderPolicy: false,
  } as const;
  const ofPages = await fixedHeaders({
    ...transport,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // WebAssembly cannot access the page by itself; the check-in page decodes QR codes with it.
        scriptSrc: ["'self'", "'wasm-unsafe-eval'", ...(isStripe ? STRIPE_SCRIPTS : [])],
        // The component library sets sizes and colours in style attributes.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'", ...(isStripe ? STRIPE_API : [])],
        ...(isStripe && { frameSrc: STRIPE_FRAMES }),
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: "strict-origin-when-cross-origin" },
    crossOriginOpenerPolicy: { policy: "same-origin" },
  });
  const ofAnswers = await fixedHeaders({
    ...transport,
    // Nothing in an API answer is to be executed or rendered, whatever type a browser takes it for.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // These concern documents only (decision 0018).
    referrerPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
  });
  app.addHook("onRequest", ({ url }, reply, next) => {
    const isAnswer = url.startsWith(API) || (isRestUrl(url) && !isReferenceUrl(url));
    reply.headers(isAnswer ? ofAnswers : ofPages);
    next();
  });
  if (policy.allowedOrigins.length > 0) {
    await app.register(cors, {
      origin: [...policy.allowedOrigins],
      credentials: true,
      methods: ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
      maxAge: 600,
      exposedHeaders: EXPOSED_HEADERS,
    });
  }

  const allowed = new Set([policy.publicUrl, ...policy.allowedOrigins]);
  app.addHook("onRequest", (request, reply, next) => {
    // Streamed answers are sent before the cookies that belong to them are known.
    delete request.raw.headers["trpc-accept"];
    if (READING.has(request.method)) return next();
    if (!isOwnRequest(request, allowed)) {
      const words = "This request comes from another site, so it was not carried out.";
      refuse(reply, new DomainError("ORIGIN_NOT_ALLOWED", words));
      return;
    }
    const type = request.headers["content-type"];
    if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
      refuseWithStatus(reply, 415);
      return;
    }
    if (!PLAIN.has(request.headers["content-encoding"]?.toLowerCase())) {
      const words = "Requests cannot be compressed: send them without Content-Encoding.";
      refuse(reply, new DomainError("UNSUPPORTED_MEDIA_TYPE", words));
      return;
    }
    next();
  });
}

/**
 * Whether a request that changes something is allowed: it has no cookies that could be abused, or it comes from
 * the app itself. Browsers always send the origin of such requests; programs need not.
 */
function isOwnRequest(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  if (request.headers.cookie === undefined) return true;
  const { origin } = request.headers;
  if (origin !== undefined) return allowed.has(origin) || origin === `${request.protocol}://${request.host}`;
  const site = request.headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}
