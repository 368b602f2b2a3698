import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { ProviderUnreachableError } from "@foyer/domain/payments/payment-provider";
import { handleProviderNotice } from "@foyer/domain/workflows/handle-provider-notice";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Stripe } from "stripe";
import { z } from "zod";
import { refuse } from "./errors.js";

/** Larger than any event about a payment or a refund. */
const BODY_LIMIT_BYTES = 256 * 1024;
const TRY_AGAIN_SECONDS = 30;

/** The parts of an event that are read. All others may be out of date. */
const event = z.object({ id: z.string(), type: z.string(), data: z.object({ object: z.unknown() }) });
const intent = z.object({ id: z.string() });
/** A charge or a refund: it has its payment intent's id or the whole intent. */
const ofIntent = z.object({
  payment_intent: z.union([z.string(), intent.transform(({ id }) => id)]).nullish(),
  status: z.string().nullish(),
});

/**
 * Receives Stripe's webhooks at `/webhooks/stripe`. Only signed ones are accepted. The state of the payment is
 * read from Stripe again, so that order and repetition do not matter. An answer other than 2xx makes Stripe retry
 * for days.
 */
export async function mountStripeWebhook(
  app: FastifyInstance,
  context: AppContext,
  webhookSecret: string,
): Promise<void> {
  await app.register(async (scope) => {
    // The signature covers the bytes as sent.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      "application/json",
      { parseAs: "buffer", bodyLimit: BODY_LIMIT_BYTES },
      (_request, body, done) => done(null, body),
    );

    scope.post("/webhooks/stripe", { bodyLimit: BODY_LIMIT_BYTES }, async (request, reply) => {
      const notice = readSigned(context, request, webhookSecret);
      if (notice === undefined) {
        const message = "This is not an event that Stripe signed for this address.";
        return refuse(reply, new DomainError("MALFORMED_REQUEST", message));
      }
      const providerId = aboutIntent(notice);
      if (providerId === undefined) return { received: true };
      warnOfFailedRefund(request, notice);
      try {
        await handleProviderNotice(context, { provider: "stripe", noticeId: notice.id, providerId });
      } catch (error) {
        if (!(error instanceof ProviderUnreachableError)) throw error;
        throw new DomainError("PAYMENT_UNAVAILABLE", "Stripe could not be asked about this. Send it again.", {
          retryAfterSeconds: TRY_AGAIN_SECONDS,
          cause: error,
        });
      }
      return { received: true };
    });
  });
}

type StripeEvent = z.output<typeof event>;

/** The event of a request, if Stripe signed it recently. */
function readSigned(context: AppContext, request: FastifyRequest, secret: string): StripeEvent | undefined {
  const signature = request.headers["stripe-signature"];
  if (!Buffer.isBuffer(request.body) || typeof signature !== "string") return undefined;
  const { DEFAULT_TOLERANCE } = Stripe.webhooks;
  const now = context.clock.now().getTime();
  try {
    const signed = Stripe.webhooks.constructEvent(
      request.body,
      signature,
      secret,
      DEFAULT_TOLERANCE,
      undefined,
      now,
    );
    return event.parse(signed);
  } catch (error) {
    // The error itself contains the whole event.
    const problem = error instanceof Error ? error.message : "unknown";
    request.log.warn({ problem }, "a notice that Stripe did not sign, or that is no event");
    return undefined;
  }
}

/** The payment intent of an event, if it is one we handle. */
function aboutIntent({ type, data }: StripeEvent): string | undefined {
  if (type.startsWith("payment_intent.")) return intent.safeParse(data.object).data?.id;
  const isRefund =
    type.startsWith("refund.") || type === "charge.refunded" || type === "charge.refund.updated";
  return isRefund ? (ofIntent.safeParse(data.object).data?.payment_intent ?? undefined) : undefined;
}

/** A refund reported as made may fail days later at the payer's bank: then an operator has to act. */
function warnOfFailedRefund(request: FastifyRequest, { id, type, data }: StripeEvent): void {
  const refund = ofIntent.safeParse(data.object).data;
  if (!type.includes("refund") || refund?.status !== "failed") return;
  request.log.warn({ stripeEvent: id, paymentIntent: refund.payment_intent }, "a refund failed at Stripe");
}
