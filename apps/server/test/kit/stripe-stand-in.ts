import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { Stripe } from "stripe";
import type { StripeSettings } from "../../src/payments/payments-choice.js";
import { StripeBooks } from "./stripe-stand-in-books.js";
import { StandInError, type StandInEvent } from "./stripe-stand-in-objects.js";

/** What a delivery of a notice may do wrong. */
interface Delivery {
  readonly secret?: string;
  readonly timestamp?: number;
  /** Sent in place of what was signed. */
  readonly body?: string;
}

interface KeptAnswer {
  readonly request: string;
  readonly status: number;
  readonly body: string;
}

/**
 * **Stands in for Stripe** where Stripe cannot be reached: an HTTP server on this machine that plays the few
 * endpoints Foyer uses, as Stripe's documentation describes them. The client that talks to it is Stripe's own, and
 * so is the code that signs its notices; whether Stripe does the same as this, only Stripe can tell.
 *
 * Payment methods: `pm_card_visa` is paid, `pm_card_chargeDeclined…` are declined, `pm_card_authenticationRequired`
 * wants the payer at `/bank/<intent>?answer=succeeded|failed`, `pm_slow` is processing until told to finish,
 * `pm_answerLost` is paid and every answer to that is lost, `pm_answerLostOnce` only the first.
 */
export class StripeStandIn {
  readonly books: StripeBooks;
  readonly settings: StripeSettings;
  /** Every request that came in, as `POST /v1/refunds`. */
  readonly requests: string[] = [];
  /** `away`: connections are refused in mid-air; `silent`: nothing is ever answered; `busy`: 503. */
  trouble: "none" | "away" | "silent" | "busy" = "none";
  readonly #server;
  readonly #kept = new Map<string, KeptAnswer>();
  readonly #lost = new Set<string>();
  readonly #now: () => Date;

  private constructor(now: () => Date) {
    this.#now = now;
    this.books = new StripeBooks(() => this.origin, now);
    this.#server = createServer((request, response) => void this.#answer(request, response));
    this.#server.listen(0, "127.0.0.1");
    this.settings = {
      secretKey: "sk_test_standin",
      publishableKey: "pk_test_standin",
      webhookSecret: "whsec_standin",
      apiBase: "",
    };
  }

  /** @param now what the notices are dated by; the machine's time unless a test moves its own */
  static async start(now: () => Date = () => new Date()): Promise<StripeStandIn> {
    const standIn = new StripeStandIn(now);
    await once(standIn.#server, "listening");
    Object.assign(standIn.settings, { apiBase: standIn.origin });
    return standIn;
  }

  get origin(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, "close");
  }

  /** The events of an intent, the oldest first: those of its refunds are among them. */
  eventsOf(intentId: string): StandInEvent[] {
    return this.books.events.filter(({ data }) => JSON.stringify(data).includes(intentId));
  }

  /** Sends a notice to a server's `/webhooks/stripe`, signed as Stripe signs. */
  async deliver(origin: string, event: object, { secret, timestamp, body }: Delivery = {}) {
    const payload = JSON.stringify(event, null, 2);
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload,
      secret: secret ?? this.settings.webhookSecret,
      timestamp: timestamp ?? Math.floor(this.#now().getTime() / 1_000),
    });
    return fetch(`${origin}/webhooks/stripe`, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", "stripe-signature": signature },
      body: body ?? payload,
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", this.origin);
    const body = await text(request).catch(() => "");
    this.requests.push(`${request.method} ${pathname}`);
    if (this.trouble === "silent") return;
    if (this.trouble === "away") return void request.socket.destroy();
    if (this.trouble === "busy") {
      const error = { type: "api_error", message: "Stripe is busy." };
      return send(response, 503, JSON.stringify({ error }), { "stripe-should-retry": "false" });
    }
    const bank = /^\/bank\/(\w+)$/.exec(pathname);
    if (bank) return this.#playBank(bank[1] ?? "", searchParams, response);
    if (request.headers.authorization !== `Bearer ${this.settings.secretKey}`) {
      const error = { type: "invalid_request_error", message: "Invalid API Key provided: sk_test_***" };
      return send(response, 401, JSON.stringify({ error }));
    }
    const answer = this.#once(request, pathname, body, () =>
      this.#carryOut(request.method, pathname, body, searchParams),
    );
    if (this.#isLost(pathname, body)) return void request.socket.destroy();
    send(response, answer.status, answer.body, answer.isReplayed ? { "idempotent-replayed": "true" } : {});
  }

  /** The same key and request get the same answer; the same key with another request gets an error. */
  #once(request: IncomingMessage, path: string, body: string, work: () => unknown) {
    const key = request.headers["idempotency-key"];
    const isKeyed = request.method === "POST" && typeof key === "string";
    const kept = isKeyed ? this.#kept.get(key) : undefined;
    if (kept !== undefined && kept.request !== `${path} ${body}`) {
      const message = "Keys for idempotent requests can only be used with the same parameters.";
      const error = JSON.stringify({ error: { type: "idempotency_error", message } });
      return { status: 400, body: error, isReplayed: false };
    }
    if (kept !== undefined) return { ...kept, isReplayed: true };
    const { isKept, ...answer } = attempt(work);
    if (isKeyed && isKept) this.#kept.set(key, { request: `${path} ${body}`, ...answer });
    return { ...answer, isReplayed: false };
  }

  #carryOut(method: string | undefined, path: string, body: string, query: URLSearchParams): unknown {
    const params = new URLSearchParams(body);
    const [, resource, id = "", action] = path.split("/").slice(1);
    switch (`${method} ${resource}${id === "" ? "" : "/id"}${action === undefined ? "" : `/${action}`}`) {
      case "POST payment_intents":
        return this.books.create(params);
      case "GET payment_intents/id":
        return this.books.find(id);
      case "POST payment_intents/id/confirm":
        return this.books.confirm(id, params);
      case "POST payment_intents/id/cancel":
        return this.books.cancel(id);
      case "POST refunds":
        return this.books.refund(params);
      case "GET refunds": {
        const data = this.books.refunds.filter((one) => one.payment_intent === query.get("payment_intent"));
        return { object: "list", url: "/v1/refunds", has_more: false, data };
      }
      default:
        throw new StandInError(404, { type: "invalid_request_error", message: "Unrecognized request URL" });
    }
  }

  #playBank(id: string, query: URLSearchParams, response: ServerResponse): void {
    const returnUrl = this.books.find(id).next_action?.redirect_to_url.return_url ?? "/";
    this.books.finish(id, query.get("answer") === "failed" ? "failed" : "succeeded");
    response.writeHead(302, { location: returnUrl }).end();
  }

  #isLost(path: string, body: string): boolean {
    const token = new URLSearchParams(body).get("payment_method");
    if (token === "pm_answerLost") return true;
    if (token !== "pm_answerLostOnce" || this.#lost.has(path)) return false;
    this.#lost.add(path);
    return true;
  }
}

function attempt(work: () => unknown): { status: number; body: string; isKept: boolean } {
  try {
    return { status: 200, body: JSON.stringify(work()), isKept: true };
  } catch (error) {
    if (!(error instanceof StandInError)) throw error;
    return { status: error.status, body: JSON.stringify({ error: error.error }), isKept: error.isKept };
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", "request-id": "req_standin", ...headers });
  response.end(body);
}
