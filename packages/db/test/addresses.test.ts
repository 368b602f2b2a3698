import { openDatabase } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { Prisma } from "@foyer/db/models";
import { describe, expect, it } from "vitest";

describe("a database address", () => {
  it("may name several hosts, and keeps its own parameters", () => {
    for (const url of [
      "mongodb://a:27017,b:27017,c:27017/foyer?replicaSet=rs0",
      "mongodb://user:p%40ss@a:27017/foyer?replicaSet=rs0&connectTimeoutMS=9000",
      "mongodb+srv://cluster.example/foyer",
    ]) {
      expect(() => openDatabase(url)).not.toThrow();
    }
  });
});

describe("a failure", () => {
  const known = (message: string, code = "P2010") =>
    new Prisma.PrismaClientKnownRequestError(message, { code, clientVersion: "6" });

  it.each([
    [
      "a primary that steps down",
      "Raw query failed. Code: `189`. Message: `PrimarySteppedDown`",
      "unreachable",
    ],
    ["a server that is no primary", "Error code 10107 (NotWritablePrimary): not primary", "unreachable"],
    [
      "a lost connection in a transaction",
      'Kind: I/O error: end of file, labels: {"TransientTransactionError"}',
      "unreachable",
    ],
    ["a write conflict", 'Error code 112 (WriteConflict), labels: {"TransientTransactionError"}', "conflict"],
    ["a taken unique value", "E11000 duplicate key error", "unique"],
    ["what the database does not take", "Error code 2 (BadValue)", "invalid"],
    ["anything else", "Error code 8000 (AtlasError)", "other"],
  ])("of %s is told from the others", (_, message, kind) => {
    expect(kindOfFailure(known(message))).toBe(kind);
  });
});
