/** A delivery, ready to be sent with POST. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of sending one. Redirects are answers like any other: they are not followed. */
export type WebhookOutcome =
  | { readonly kind: "answered"; readonly status: number }
  /** There was no answer. The reason may be shown to the organizer. */
  | { readonly kind: "failed"; readonly problem: string }
  /** It was ended by the signal, and says nothing about the receiver. */
  | { readonly kind: "aborted" };

/** Reaches the receivers of webhooks, and no address that is not public. */
export interface WebhookTransport {
  /** Why an address can never be called, in words for the organizer; undefined if it may be tried. */
  refuses(url: string): string | undefined;
  /** Sends one request, within bounded time. Does not throw. */
  send(request: WebhookRequest, signal: AbortSignal): Promise<WebhookOutcome>;
}
