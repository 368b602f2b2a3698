import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { errorMessage, isSignedOutError } from "../src/api/error-message";
import { durationWords } from "../src/shared/duration-words";
import { serverFieldErrors } from "../src/shared/server-issues";

function refusal(data: Record<string, unknown>) {
  return new TRPCClientError("Refused.", { result: { error: { code: -32600, message: "Refused.", data } } });
}

describe("words for refusals", () => {
  it("say when to try again", () => {
    const error = refusal({ reason: "RATE_LIMITED", retryAfterSeconds: 200 });
    expect(errorMessage(error)).toBe("That was too often in a short time. Try again in 4 minutes.");
  });

  it.each([
    [0, "1 second"],
    [41.2, "42 seconds"],
    [90, "2 minutes"],
    [3_600, "60 minutes"],
    [7_000, "2 hours"],
  ])("count %d seconds as people do", (seconds, words) => {
    expect(durationWords(seconds)).toBe(words);
  });

  it("stand beside the field that they concern", () => {
    const error = refusal({ reason: "PASSWORD_TOO_COMMON", field: "password" });
    expect(serverFieldErrors(error)).toEqual({ password: errorMessage(error) });
    expect(serverFieldErrors(new Error("no answer"))).toEqual({});
  });

  it.each([
    ["UNAUTHENTICATED", true],
    ["SESSION_REUSED", true],
    ["INVALID_CREDENTIALS", false],
    ["FORBIDDEN", false],
  ])("know whether %s means signing in again", (reason, expected) => {
    expect(isSignedOutError(refusal({ reason }))).toBe(expected);
  });
});
