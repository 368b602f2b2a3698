/** What an HTTP answer says about itself, also when it cannot be read. */
export interface AnswerHead {
  /** The HTTP status. */
  readonly status: number;
  /** The server's id of the request, which its log has too. */
  readonly requestId: string | undefined;
  /** When a retry makes sense, if the answer says so. */
  readonly retryAfterMs: number | undefined;
}

/** Why a request ended without an answer of Foyer's. */
export type FaultKind = "no-answer" | "timed-out" | "unreadable";

/** The cause of an error of a call that Foyer did not answer. */
export class CallFault extends Error {
  readonly kind: FaultKind;
  /** Of the answer, if one had begun. */
  readonly head: AnswerHead | undefined;

  constructor(kind: FaultKind, message: string, options: ErrorOptions & { readonly head?: AnswerHead } = {}) {
    super(message, options);
    this.name = "CallFault";
    this.kind = kind;
    this.head = options.head;
  }
}

/** An answer as tRPC's links take it, which keeps its head for the errors made of it. */
export class Answer {
  readonly ok: boolean;
  readonly head: AnswerHead;
  readonly #response: Response;
  readonly #isJson: boolean;

  constructor(response: Response) {
    const { headers, ok, status } = response;
    this.ok = ok;
    const requestId = headers.get("x-request-id") ?? undefined;
    this.head = { status, requestId, retryAfterMs: readRetryAfter(headers.get("retry-after")) };
    this.#response = response;
    this.#isJson = headers.get("content-type")?.startsWith("application/json") === true;
  }

  /** @throws CallFault if the answer breaks off, or is no JSON, such as a proxy's page */
  async json(): Promise<unknown> {
    const { head } = this;
    let text: string;
    try {
      text = await this.#response.text();
    } catch (cause) {
      throw new CallFault("no-answer", "The answer broke off.", { cause, head });
    }
    try {
      return JSON.parse(text);
    } catch (cause) {
      if (this.#isJson) throw new CallFault("no-answer", "The answer ends too soon.", { cause, head });
      throw new CallFault("unreadable", `The answer (HTTP ${head.status}) is not Foyer's.`, { cause, head });
    }
  }
}

/** A `fetch` for tRPC's links whose failures say what happened. */
export function fetchAnswers(
  // Looked up for each request, since tools that watch requests replace it.
  fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request),
) {
  return async (...request: Parameters<typeof globalThis.fetch>): Promise<Answer> => {
    try {
      return new Answer(await fetch(...request));
    } catch (cause) {
      throw new CallFault("no-answer", "Foyer could not be reached.", { cause });
    }
  };
}

/** The header's wait, which is seconds or a date (RFC 9110, 10.2.3). */
function readRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  const seconds = Number(value);
  const wait = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1_000;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
