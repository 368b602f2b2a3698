/** A payment intent as the stand-in keeps it, in the fields of Stripe's that are read. */
export interface StandInIntent {
  readonly id: string;
  readonly object: "payment_intent";
  readonly client_secret: string;
  readonly amount: number;
  readonly currency: string;
  readonly description: string | null;
  readonly metadata: Record<string, string>;
  status:
    | "requires_payment_method"
    | "requires_action"
    | "processing"
    | "succeeded"
    | "canceled"
    | "requires_confirmation";
  last_payment_error: { code: string; decline_code?: string; message: string } | null;
  next_action: { type: "redirect_to_url"; redirect_to_url: { url: string; return_url: string } } | null;
}

export interface StandInRefund {
  readonly id: string;
  readonly object: "refund";
  readonly amount: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly metadata: Record<string, string>;
  status: "succeeded" | "pending" | "failed";
  failure_reason?: string;
}

export interface StandInEvent {
  readonly id: string;
  readonly object: "event";
  readonly type: string;
  readonly created: number;
  readonly data: { readonly object: unknown };
}

interface StandInProblem {
  readonly type: string;
  readonly code?: string;
  readonly param?: string;
  readonly decline_code?: string;
  readonly message: string;
}

/** An error as Stripe answers it. */
export class StandInError extends Error {
  readonly status: number;
  readonly error: StandInProblem;
  /** Whether the request got as far as being carried out: only then is its answer kept with its key. */
  readonly isKept: boolean;

  constructor(status: number, error: StandInProblem, isKept = true) {
    super(error.message);
    this.status = status;
    this.error = error;
    this.isKept = isKept;
  }
}
