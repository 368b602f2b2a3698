import type { SandboxToken } from "@foyer/contract/payment";
import type { Database } from "@foyer/db/database";
import type { Clock } from "../clock.js";
import {
  type ChargeOutcome,
  type PaymentOrder,
  ProviderUnreachableError,
  type RefundOrder,
  type RefundOutcome,
  type SandboxProvider,
} from "./payment-provider.js";

/** How long `tok_slow` takes, and how long the outage after `tok_lost` lasts. */
const SLOW_MS = 3_000;
const SILENT_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** The state of a charge in the sandbox. */
type ChargeState = "opened" | "processing" | "action" | "paid" | "declined" | "abandoned" | "refunded";

/** What each test token does on confirmation. */
const CONFIRMED: Readonly<
  Record<
    SandboxToken,
    { readonly state: ChargeState; readonly readyMs?: number; readonly refundFailures?: number }
  >
> = {
  tok_ok: { state: "paid" },
  tok_declined: { state: "declined" },
  tok_slow: { state: "processing", readyMs: SLOW_MS },
  tok_action: { state: "action" },
  tok_lost: { state: "paid", readyMs: SILENT_MS },
  tok_refund_fails: { state: "paid", refundFailures: 2 },
};

function isTestNumber(token: string): token is SandboxToken {
  return Object.hasOwn(CONFIRMED, token);
}

/**
 * A simulated payment provider for development, demos and tests: moves no money and behaves as its test tokens
 * say. Like a real provider it stores its charges independently, so that they survive a crash of the server.
 */
export function createSandbox({
  db,
  clock,
}: {
  readonly db: Database;
  readonly clock: Clock;
}): SandboxProvider {
  async function read(id: string) {
    const charge = await db.prisma.sandboxCharge.findUnique({ where: { id } });
    if (charge === null) throw new Error("The sandbox has no such charge.");
    return charge;
  }

  /** Changes a charge's state if it is still the expected one. */
  async function move(id: string, from: ChargeState, data: { state: ChargeState } & Record<string, unknown>) {
    await db.write((prisma) => prisma.sandboxCharge.updateMany({ where: { id, state: from }, data }));
  }

  /** Gives back an amount once, and never more than was charged. */
  async function giveBack(id: string, { key, amount }: RefundOrder): Promise<RefundOutcome> {
    return db.transaction(async (tx) => {
      const charge = await tx.sandboxCharge.findUniqueOrThrow({ where: { id } });
      if (charge.refunds.some((refund) => refund.key === key)) return { kind: "refunded" };
      const left = charge.amount - charge.refunds.reduce((sum, refund) => sum + refund.amount, 0);
      if (amount > left) return { kind: "failed", problem: "This is more than is left of the charge." };
      await tx.sandboxCharge.update({
        where: { id },
        data: {
          refunds: { push: { key, amount } },
          ...(amount === left && { state: "refunded" satisfies ChargeState }),
        },
        select: { id: true },
      });
      return { kind: "refunded" };
    });
  }

  async function outcome(id: string): Promise<ChargeOutcome> {
    const { state, token, readyAt } = await read(id);
    const isOver = readyAt === null || readyAt <= clock.now();
    if (token === "tok_lost" && !isOver) throw new ProviderUnreachableError();
    switch (state) {
      case "opened":
        return { kind: "unconfirmed" };
      case "processing":
        return isOver ? { kind: "succeeded" } : { kind: "processing" };
      case "action":
        return { kind: "needs_action", actionUrl: null };
      case "paid":
      case "refunded":
        return { kind: "succeeded" };
      default:
        return { kind: "declined", problem: "The test number was declined." };
    }
  }

  return {
    name: "sandbox",

    async open({ paymentId, amount, currency }: PaymentOrder) {
      const key = `foyer-${paymentId}`;
      const charge = { key, amount, currency, state: "opened", createdAt: clock.now() };
      const { id } = await db.write((prisma) =>
        prisma.sandboxCharge.upsert({ where: { key }, create: charge, update: {}, select: { id: true } }),
      );
      return id;
    },

    async confirm(id, { token }) {
      const known = isTestNumber(token) ? CONFIRMED[token] : CONFIRMED.tok_declined;
      const readyAt = new Date(clock.now().getTime() + (known.readyMs ?? 0));
      const { state, refundFailures = 0 } = known;
      await move(id, "opened", { state, token, refundFailures, readyAt });
      let result = await outcome(id);
      while (result.kind === "processing") {
        await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
        result = await outcome(id);
      }
      return result;
    },

    find: outcome,

    async abandon(id) {
      await move(id, "opened", { state: "abandoned" });
      await move(id, "action", { state: "abandoned" });
      return outcome(id);
    },

    async refund(id, order): Promise<RefundOutcome> {
      const { state, refunds, refundFailures } = await read(id);
      // As Stripe does, it takes a repeat for one, and has nothing left to give back of what it gave back in full.
      if (state === "refunded" || refunds.some(({ key }) => key === order.key)) return { kind: "refunded" };
      if ((await outcome(id)).kind !== "succeeded") {
        return { kind: "failed", problem: "Nothing was taken that could be given back." };
      }
      if (refundFailures > 0) {
        await db.write((prisma) =>
          prisma.sandboxCharge.update({ where: { id }, data: { refundFailures: { decrement: 1 } } }),
        );
        return { kind: "failed", problem: "The test number refuses its refund at first." };
      }
      return giveBack(id, order);
    },

    async answer(id, answer) {
      await move(id, "action", { state: answer === "approve" ? "paid" : "declined" });
    },
  };
}
