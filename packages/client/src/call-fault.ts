/** What an HTTP answer says about itself, also when it cannot be read. */
export interface AnswerHead {
  /** The HTTP status. */
  readonly status: number;
  /** The server's id of the request, which its log has too. */
  readonly requestId: string | undefined;
  /** When a retry makes sense, if the answer says so. */
  readonly retryAfterMs: number | undefined;
}

/** Why a request ended without an answer of Foyer's, or was not made. */
export type FaultKind = "no-answer" | "timed-out" | "unreadable" | "not-sent";

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
  readonly #calls: number | undefined;

  /** @param calls how many calls of a batch it answers; undefined for a call by itself */
  constructor(response: Response, calls?: number) {
    const { headers, ok, status } = response;
    this.ok = ok;
    const requestId = headers.get("x-request-id") ?? undefined;
    this.head = { status, requestId, retryAfterMs: readRetryAfter(headers.get("retry-after")) };
    this.#response = response;
    this.#calls = calls;
    this.#isJson = headers.get("content-type")?.startsWith("application/json") === true;
  }

  /** @throws CallFault if the answer breaks off, or is another's: no JSON, such as a proxy's page, or not of all calls */
  async json(): Promise<unknown> {
    const value = await this.#parse();
    const isWhole = this.#calls === undefined || !Array.isArray(value) || value.length === this.#calls;
    if (isWhole) return value;
    throw notFoyers(this.head);
  }

  async #parse(): Promise<unknown> {
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
      throw notFoyers(head, cause);
    }
  }
}

function notFoyers(head: AnswerHead, cause?: unknown): CallFault {
  return new CallFault("unreadable", `The answer (HTTP ${head.status}) is not Foyer's.`, { cause, head });
}

/** How many calls a request of tRPC's batch link makes: their paths are joined by commas. */
function callsIn(address: string): number | undefined {
  const [path = "", query = ""] = address.split("?");
  if (!query.split("&").includes("batch=1")) return undefined;
  return path.slice(path.lastIndexOf("/")).split(",").length;
}

/** A `fetch` for tRPC's links whose failures say what happened. */
export function fetchAnswers(
  // Looked up for each request, since tools that watch requests replace it.
  fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request),
) {
  return async (...request: Parameters<typeof globalThis.fetch>): Promise<Answer> => {
    try {
      return new Answer(await fetch(...request), callsIn(String(request[0])));
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
