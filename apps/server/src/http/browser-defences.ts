import cors from "@fastify/cors";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuseWithStatus } from "./errors.js";
import { fixedHeaders } from "./fixed-headers.js";
import { refuse } from "./refuse.js";

/** What browsers may do with us. */
export interface BrowserPolicy {
  /** Where people reach the web app. */
  readonly publicUrl: string;
  /** Other origins that may call the API with the user's cookies. */
  readonly allowedOrigins: readonly string[];
  /** Whether people reach us over TLS. */
  readonly isSecure: boolean;
  /** Whose card form the web app shows. */
  readonly cardForms: "stripe" | "none";
}

/** Where Stripe's card form comes from and reports to, and the frames that it and a bank's check live in. */
const STRIPE_SCRIPTS = ["https://js.stripe.com", "https://*.js.stripe.com"];
const STRIPE_API = ["https://api.stripe.com"];
const STRIPE_FRAMES = [...STRIPE_SCRIPTS, "https://hooks.stripe.com"];

/** Below it every answer is JSON. */
const API = "/trpc/";

const YEAR_SECONDS = 31_536_000;
const READING = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Headers that keep browsers from being used against their users, CORS for the configured origins only, and a
 * check of where a request that changes something comes from.
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
        // WebAssembly, which cannot reach the page by itself: it reads QR codes at the door.
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
    // Nothing in it is to be run or shown, whatever a browser takes it for.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
    },
    // These are about documents (decisions/0018).
    referrerPolicy: false,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
  });
  app.addHook("onRequest", ({ url }, reply, next) => {
    reply.headers(url.startsWith(API) ? ofAnswers : ofPages);
    next();
  });
  if (policy.allowedOrigins.length > 0) {
    await app.register(cors, { origin: [...policy.allowedOrigins], credentials: true, maxAge: 600 });
  }

  const allowed = new Set([policy.publicUrl, ...policy.allowedOrigins]);
  app.addHook("onRequest", (request, reply, next) => {
    // Answers in pieces are sent before the cookies that belong to them are known.
    delete request.raw.headers["trpc-accept"];
    if (READING.has(request.method)) return next();
    if (!isOwnRequest(request, allowed)) {
      const words = "This request comes from another site, so it was not carried out.";
      refuse(reply, "ORIGIN_NOT_ALLOWED", words);
      return;
    }
    const type = request.headers["content-type"];
    if (type !== undefined && !/^application\/json\s*(;|$)/i.test(type)) {
      refuseWithStatus(reply, 415);
      return;
    }
    next();
  });
}

/**
 * Whether a request that changes something may be carried out: it has no cookie to be abused, or it says that
 * it comes from the app itself. Browsers always say where such a request comes from; programs need not.
 */
function isOwnRequest(request: FastifyRequest, allowed: ReadonlySet<string>): boolean {
  if (request.headers.cookie === undefined) return true;
  const { origin } = request.headers;
  if (origin !== undefined) return allowed.has(origin) || origin === `${request.protocol}://${request.host}`;
  const site = request.headers["sec-fetch-site"];
  return site === undefined || site === "same-origin" || site === "none";
}
