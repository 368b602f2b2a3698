import { kindOfFailure } from "@foyer/db/failure";
import { Prisma } from "@foyer/db/models";
import { describe, expect, it } from "vitest";

const failed = (message: string) =>
  kindOfFailure(
    new Prisma.PrismaClientKnownRequestError(`Raw query failed. Message: ${message}`, {
      code: "P2010",
      clientVersion: "6",
    }),
  );

describe("a raw command that failed", () => {
  it("outside a transaction because another one held its documents for too long, may be repeated", () => {
    expect(failed("Kind: Command failed: Error code 24 (LockTimeout): an open transaction, labels: {}")).toBe(
      "busy",
    );
  });

  it("in a transaction for that reason, has its transaction repeated", () => {
    const labels = 'labels: {"TransientTransactionError"}';
    expect(failed(`Kind: Command failed: Error code 24 (LockTimeout): too long, ${labels}`)).toBe("conflict");
  });

  it("for another reason, is no such thing", () => {
    expect(failed("Kind: Command failed: Error code 241 (ConversionFailure): no, labels: {}")).toBe("other");
    expect(failed("Kind: Command failed: Error code 2 (BadValue): no, labels: {}")).toBe("invalid");
  });
});
