import { paymentView } from "@foyer/contract/payment";
import { readTicketCode } from "@foyer/contract/ticket";
import { describe, expect, it } from "vitest";
import { checkoutStateOf } from "../src/payments/checkout-state";
import { attemptWords, comesBackWords, refundWords } from "../src/payments/payment-words";
import { tokenWords } from "../src/payments/sandbox-words";
import { chosenWay, methodOf, wayOf, wayParam, waysOf } from "../src/payments/ways-to-pay";
import { readableCode, ticketPlace } from "../src/tickets/ticket-words";
import { positionWords } from "../src/waitlist/waitlist-words";

const at = new Date("2027-03-01T12:00:00Z");
const payment = paymentView.parse({
  id: "0123456789abcdef01234567",
  amount: 5_000,
  currency: "EUR",
  method: "credit_card",
  state: "succeeded",
  actionUrl: null,
  isLate: false,
  refundedAt: null,
  refundedAmount: 0,
  createdAt: at,
});

describe("words for an attempt to pay", () => {
  it.each([
    [{}, "Paid."],
    [{ state: "under_way" }, "We are waiting for your bank."],
    [{ state: "needs_action" }, "Your bank waits for you to confirm it."],
    [{ state: "failed" }, "It did not go through. Nothing was charged."],
    [{ state: "refund_due" }, "EUR 50.00 is on its way back to your card."],
    [{ state: "refund_due", method: "paypal" }, "EUR 50.00 is on its way back to your PayPal account."],
    [{ state: "refund_due", method: "cash" }, "Collect EUR 50.00 from the organizer."],
    [{ state: "refunded", refundedAt: at }, "EUR 50.00 was given back on Mon 1 Mar 2027, 13:00."],
    [{ isLate: true }, "Paid. It came after the time to pay had run out."],
    [
      { state: "refund_due", isLate: true },
      "EUR 50.00 is on its way back to your card. It came too late to pay for this booking.",
    ],
  ] as const)("of %o", (change, words) => {
    expect(attemptWords({ ...payment, ...change })).toBe(words);
  });

  it("tell of a cancelled booking's money, what is still due before what came back", () => {
    const back = { ...payment, state: "refunded", refundedAt: at } as const;
    const now = new Date("2027-03-03T12:00:00Z");
    expect(refundWords([{ ...payment, state: "failed" }], now)).toBeUndefined();
    expect(refundWords([back], now)).toMatch(/was given back/);
    expect(refundWords([back, { ...payment, state: "refund_due" }], now)).toMatch(/on its way back/);
  });

  it("tell how long it takes to get there, while it may not have", () => {
    const back = { ...payment, state: "refunded", refundedAt: at } as const;
    const days = (count: number) => new Date(at.getTime() + count * 86_400_000);
    expect(refundWords([back], days(1))).toMatch(/13:00\. It can take some days to get there\.$/);
    expect(refundWords([back], days(20))).toMatch(/13:00\.$/);
    expect(refundWords([{ ...payment, state: "refund_due", method: "cash" }], days(1))).toBe(
      "Collect EUR 50.00 from the organizer.",
    );
    expect(comesBackWords("EUR 5.00", "paypal")).toBe(
      "EUR 5.00 is on its way back to your PayPal account. It can take some days to get there.",
    );
  });
});

describe("ways to pay", () => {
  const methods = ["credit_card", "debit_card", "paypal", "stripe", "cash"] as const;

  it.each([
    ["sandbox", ["card", "paypal", "cash"]],
    ["stripe", ["card", "cash"]],
    ["none", ["cash"]],
  ] as const)("with %s", (online, ways) => {
    expect(waysOf({ online, methods: [...methods] })).toEqual(ways);
  });

  it("are what the URL, the reader and the API call them", () => {
    expect(wayParam("paypal")).toBe("paypal");
    expect(wayParam("gold")).toBeUndefined();
    expect(chosenWay("paypal", ["card", "cash"])).toBe("card");
    expect(chosenWay("cash", ["card", "cash"])).toBe("cash");
    expect(methodOf("card", "sandbox")).toBe("credit_card");
    expect(methodOf("card", "stripe")).toBe("stripe");
    expect(wayOf("debit_card")).toBe("card");
    expect(tokenWords("tok_declined")).toBe("Is declined");
  });
});

describe("where a checkout stands", () => {
  const held = {
    status: "pending",
    holdExpiresAt: at,
    payments: [],
    cancelledBy: null,
    replacedBy: null,
  } as const;
  const ended = { ...held, status: "cancelled", holdExpiresAt: null } as const;
  const expired = { ...ended, cancelledBy: "expiry" } as const;
  const paid = (state: typeof payment.state) => [{ ...payment, state }];

  it.each([
    ["to-pay", held, false],
    ["to-pay", { ...held, payments: paid("failed") }, false],
    ["needs-action", { ...held, payments: paid("needs_action") }, false],
    ["under-way", { ...held, payments: paid("under_way") }, false],
    ["under-way", { ...held, payments: paid("under_way") }, true],
    ["ran-out", held, true],
    ["ran-out", { ...held, payments: paid("needs_action") }, true],
    ["ran-out", expired, true],
    ["ran-out", { ...expired, payments: paid("failed") }, true],
    ["under-way", { ...expired, payments: paid("under_way") }, true],
    ["too-late", { ...expired, payments: paid("refund_due") }, true],
    ["too-late", { ...expired, payments: paid("refunded") }, true],
    ["given-back", { ...ended, cancelledBy: "attendee" }, false],
    ["event-cancelled", { ...ended, cancelledBy: "event" }, false],
    ["confirmed", { ...ended, status: "confirmed", payments: paid("succeeded") }, false],
  ] as const)("is %s", (kind, booking, isTimeUp) => {
    const copy = { ...booking, payments: [...booking.payments] };
    expect(checkoutStateOf(copy, isTimeUp, false).kind).toBe(kind);
  });

  it("waits for the answer to what this page sent before it says that time ran out", () => {
    const bare = { ...held, payments: [] };
    expect(checkoutStateOf(bare, false, true).kind).toBe("to-pay");
    expect(checkoutStateOf(bare, true, true).kind).toBe("under-way");
    expect(checkoutStateOf({ ...expired, payments: [] }, true, true).kind).toBe("under-way");
  });
});

describe("tickets and places in line", () => {
  it("have codes that can be read out, and typed as they are read", () => {
    const code = "FOYER-0123456789ABCDEF01234567-12-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    const readable = readableCode(code);
    expect(readable).toBe("FOYER-0123 4567 89AB CDEF 0123 4567-12-ABCD EFGH IJKL MNOP QRST UVWX YZ");
    expect(readTicketCode(readable)).toEqual(readTicketCode(code));
    expect(readTicketCode(readable)).toBeDefined();
    expect(ticketPlace(1, 2)).toBe("Ticket 1 of 2");
  });

  it.each([
    [1, "You are next in line"],
    [2, "You are 2nd in line"],
    [3, "You are 3rd in line"],
    [4, "You are 4th in line"],
    [11, "You are 11th in line"],
    [22, "You are 22nd in line"],
    [1_013, "You are 1,013th in line"],
  ])("say of place %d: %s", (position, words) => {
    expect(positionWords(position)).toBe(words);
  });
});
