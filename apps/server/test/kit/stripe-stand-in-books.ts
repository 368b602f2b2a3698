import { randomBytes } from "node:crypto";
import {
  StandInError,
  type StandInEvent,
  type StandInIntent,
  type StandInRefund,
} from "./stripe-stand-in-objects.js";

const newId = (prefix: string) => `${prefix}_${randomBytes(12).toString("hex")}`;

function invalid(code: string, message: string, param?: string): StandInError {
  const error = { type: "invalid_request_error", code, message, ...(param !== undefined && { param }) };
  return new StandInError(400, error, code.startsWith("charge_") || code === "balance_insufficient");
}

const CREATE_PARAMS = /^(amount|currency|description|metadata\[\w+\]|allowed_payment_method_types\[\d+\])$/;
const THOUSANDTHS = ["bhd", "jod", "kwd", "omr", "tnd"];

/** What the stand-in does, away from HTTP: keeps intents and refunds, and tells of every change as an event. */
export class StripeBooks {
  readonly intents = new Map<string, StandInIntent>();
  readonly refunds: StandInRefund[] = [];
  readonly events: StandInEvent[] = [];
  /** How the refunds asked for from now on go. */
  refundsGo: "well" | "slowly" | "nowhere" = "well";

  readonly #origin: () => string;
  readonly #now: () => Date;

  constructor(origin: () => string, now: () => Date) {
    this.#origin = origin;
    this.#now = now;
  }

  create(params: URLSearchParams): StandInIntent {
    if (params.has("payment_method_types[0]")) {
      throw invalid("payment_method_types_no_longer_supported", "Use allowed_payment_method_types.");
    }
    for (const name of params.keys()) {
      if (!CREATE_PARAMS.test(name)) throw invalid("parameter_unknown", `Unknown parameter: ${name}`, name);
    }
    const amount = Number(params.get("amount"));
    const currency = params.get("currency") ?? "";
    if (!/^[a-z]{3}$/.test(currency) || currency === "xau") {
      throw invalid("parameter_invalid", `Invalid currency: ${currency}`, "currency");
    }
    if (!Number.isInteger(amount)) throw invalid("parameter_invalid_integer", "Invalid integer", "amount");
    if (amount < 50) throw invalid("amount_too_small", "Amount must be at least 50 cents", "amount");
    if (amount > 99_999_999) throw invalid("amount_too_large", "Amount must be no more", "amount");
    if (THOUSANDTHS.includes(currency) && amount % 10 !== 0) {
      throw invalid("parameter_invalid", "The last digit must be 0", "amount");
    }
    const id = newId("pi");
    const intent: StandInIntent = {
      id,
      object: "payment_intent",
      client_secret: `${id}_secret_${randomBytes(8).toString("hex")}`,
      amount,
      currency,
      description: params.get("description"),
      metadata: readMetadata(params),
      status: "requires_payment_method",
      last_payment_error: null,
      next_action: null,
    };
    this.intents.set(id, intent);
    this.#tell("payment_intent.created", intent);
    return intent;
  }

  confirm(id: string, params: URLSearchParams): StandInIntent {
    const intent = this.find(id);
    this.#require(intent, "confirm", ["requires_payment_method", "requires_confirmation", "requires_action"]);
    const token = params.get("payment_method") ?? "";
    const returnUrl = params.get("return_url") ?? "";
    switch (token) {
      case "pm_card_visa":
      case "pm_answerLost":
      case "pm_answerLostOnce":
        return this.#move(intent, "succeeded");
      case "pm_card_chargeDeclined":
        return this.#decline(intent, { code: "card_declined", decline_code: "generic_decline" });
      case "pm_card_chargeDeclinedInsufficientFunds":
        return this.#decline(intent, { code: "card_declined", decline_code: "insufficient_funds" });
      case "pm_card_chargeDeclinedStolenCard":
        return this.#decline(intent, { code: "card_declined", decline_code: "stolen_card" });
      case "pm_slow":
        return this.#move(intent, "processing");
      case "pm_card_authenticationRequired":
        intent.next_action = {
          type: "redirect_to_url",
          redirect_to_url: { url: `${this.#origin()}/bank/${id}`, return_url: returnUrl },
        };
        return this.#move(intent, "requires_action");
      case "pm_stepInStripeJsOnly":
        return this.#move(intent, "requires_action");
      default:
        throw invalid("resource_missing", `No such PaymentMethod: '${token}'`, "payment_method");
    }
  }

  /** The payer's bank's word, or that of a network that took its time. */
  finish(id: string, answer: "succeeded" | "failed"): StandInIntent {
    const intent = this.find(id);
    this.#require(intent, "finish", ["processing", "requires_action"]);
    if (answer === "succeeded") return this.#move(intent, "succeeded");
    intent.last_payment_error = {
      code: "payment_intent_authentication_failure",
      message: "The provided PaymentMethod has failed authentication.",
    };
    return this.#move(intent, "requires_payment_method");
  }

  cancel(id: string): StandInIntent {
    const intent = this.find(id);
    this.#require(intent, "cancel", ["requires_payment_method", "requires_confirmation", "requires_action"]);
    return this.#move(intent, "canceled");
  }

  find(id: string): StandInIntent {
    const intent = this.intents.get(id);
    if (intent !== undefined) return intent;
    const message = `No such payment_intent: '${id}'`;
    throw new StandInError(404, {
      type: "invalid_request_error",
      code: "resource_missing",
      param: "intent",
      message,
    });
  }

  refund(params: URLSearchParams): StandInRefund {
    const intent = this.find(params.get("payment_intent") ?? "");
    if (intent.status !== "succeeded")
      throw invalid("charge_not_refundable", "There is no charge to refund.");
    const left = intent.amount - this.#refundedOf(intent.id);
    const amount = Number(params.get("amount") ?? left);
    if (left === 0) throw invalid("charge_already_refunded", "The charge has already been refunded.");
    if (amount > left)
      throw invalid("charge_invalid_parameter", "The refund is more than is left.", "amount");
    if (this.refundsGo === "nowhere") throw invalid("balance_insufficient", "The balance is too low.");
    const refund: StandInRefund = {
      id: newId("re"),
      object: "refund",
      amount,
      currency: intent.currency,
      payment_intent: intent.id,
      metadata: readMetadata(params),
      status: this.refundsGo === "slowly" ? "pending" : "succeeded",
    };
    this.refunds.unshift(refund);
    this.#tell("refund.created", refund);
    this.#tell("charge.refunded", { id: newId("ch"), object: "charge", payment_intent: intent.id });
    return refund;
  }

  /** What becomes of the refund of an intent that is on its way. */
  finishRefund(intentId: string, status: "succeeded" | "failed"): void {
    const refund = this.refunds.find((one) => one.payment_intent === intentId && one.status === "pending");
    if (refund === undefined) throw new Error("No refund of this intent is on its way.");
    refund.status = status;
    if (status === "failed") refund.failure_reason = "expired_or_canceled_card";
    this.#tell(status === "failed" ? "refund.failed" : "refund.updated", refund);
  }

  /** What was taken of an intent and not given back, in Stripe's units. */
  keptOf(id: string): number {
    const intent = this.find(id);
    return intent.status === "succeeded" ? intent.amount - this.#refundedOf(id) : 0;
  }

  #refundedOf(id: string): number {
    const standing = this.refunds.filter((one) => one.payment_intent === id && one.status !== "failed");
    return standing.reduce((sum, { amount }) => sum + amount, 0);
  }

  #require(intent: StandInIntent, what: string, states: readonly StandInIntent["status"][]): void {
    if (states.includes(intent.status)) return;
    throw invalid(
      "payment_intent_unexpected_state",
      `You cannot ${what} this PaymentIntent because it has a status of ${intent.status}.`,
    );
  }

  #decline(intent: StandInIntent, why: { code: string; decline_code: string }): never {
    const message = "Your card was declined.";
    intent.last_payment_error = { ...why, message };
    this.#move(intent, "requires_payment_method");
    throw new StandInError(402, { type: "card_error", ...why, message });
  }

  #move(intent: StandInIntent, status: StandInIntent["status"]): StandInIntent {
    intent.status = status;
    if (status !== "requires_action") intent.next_action = null;
    const failed = status === "requires_payment_method";
    this.#tell(`payment_intent.${failed ? "payment_failed" : status}`, intent);
    return intent;
  }

  #tell(type: string, object: object): void {
    const created = Math.floor(this.#now().getTime() / 1_000);
    // As it is now: Stripe's events do not change afterwards.
    this.events.push({
      id: newId("evt"),
      object: "event",
      type,
      created,
      data: { object: structuredClone(object) },
    });
  }
}

function readMetadata(params: URLSearchParams): Record<string, string> {
  const pairs = [...params].flatMap(([name, value]) => {
    const key = /^metadata\[(\w+)\]$/.exec(name)?.[1];
    return key === undefined ? [] : [[key, value] as const];
  });
  return Object.fromEntries(pairs);
}
