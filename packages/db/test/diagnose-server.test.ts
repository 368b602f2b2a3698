import { once } from "node:events";
import { createServer } from "node:net";
import { describeDatabaseAddress } from "@foyer/db/database-address";
import { diagnoseServer } from "@foyer/db/diagnose-server";
import { databaseUrl } from "@foyer/testing/database-url";
import type { Document } from "bson";
import { describe, expect, it } from "vitest";
import { portOf, startFakeMongo } from "./kit/fake-mongo.js";

/** Long enough for this machine, short enough to wait for. */
const LIMIT_MS = 3_000;

/** A server's answers; `hello` in place of what it says of itself. */
function answers(hello: (host: string) => Document, others: Document = {}) {
  return (command: Document, host: string): Document => {
    const [name = ""] = Object.keys(command);
    const limits = { maxWireVersion: 21, minWireVersion: 0, helloOk: true };
    if (/^(hello|ismaster)$/i.test(name)) return { ...limits, ...hello(host) };
    return others[name] ?? { cursor: { firstBatch: [], id: 0, ns: "x" } };
  };
}

const primary = (host: string) => ({
  setName: "rs0",
  isWritablePrimary: true,
  hosts: [host],
  primary: host,
  me: host,
});

async function problemOf(
  answer: (command: Document, host: string) => Document,
  url: (host: string) => string,
): Promise<{ readonly kind: string | undefined; readonly message: string; readonly host: string }> {
  const { host, close } = await startFakeMongo(answer);
  try {
    const problem = await diagnoseServer(url(host), LIMIT_MS);
    return { kind: problem?.kind, message: problem?.message ?? "", host };
  } finally {
    close();
  }
}

describe("what is wrong with a database", () => {
  it("is nothing, with a good one", async () => {
    expect(await diagnoseServer(databaseUrl())).toBeUndefined();
    const { kind } = await problemOf(answers(primary), (host) => `mongodb://${host}/foyer?replicaSet=rs0`);
    expect(kind).toBeUndefined();
  });

  it("is a host that nobody knows, with one record or with several", async () => {
    const wrong = await diagnoseServer("mongodb://foyer:s3cret@no-such-host.invalid/foyer", LIMIT_MS);
    expect(wrong).toMatchObject({ kind: "unknown-host" });
    expect(wrong?.message).toContain("no-such-host.invalid:27017");
    const srv = await diagnoseServer("mongodb+srv://foyer:s3cret@no-such-host.invalid/foyer", LIMIT_MS);
    expect(srv?.message).toContain("_mongodb._tcp.no-such-host.invalid");
    expect(`${wrong?.message} ${srv?.message}`).not.toContain("s3cret");
  });

  it("is a port that nothing listens on, and one that never answers", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    await once(silent, "listening");
    const port = portOf(silent);
    expect(await diagnoseServer(`mongodb://127.0.0.1:${port}/foyer`, LIMIT_MS)).toMatchObject({
      kind: "silent",
    });
    silent.close();
    expect(await diagnoseServer("mongodb://127.0.0.1:1/foyer", LIMIT_MS)).toMatchObject({ kind: "refused" });
  });

  it("is another replica set", async () => {
    const { kind, message, host } = await problemOf(
      answers(primary),
      (at) => `mongodb://${at}/foyer?replicaSet=rs1`,
    );
    expect([kind, message]).toEqual([
      "other-set",
      `The MongoDB on ${host} belongs to the replica set "rs0", not to "rs1": set replicaSet=rs0 in DATABASE_URL`,
    ]);
  });

  it("is a server on its own", async () => {
    const alone = answers(() => ({ isWritablePrimary: true }));
    const { kind } = await problemOf(alone, (host) => `mongodb://${host}/foyer?replicaSet=rs0`);
    expect(kind).toBe("standalone");
  });

  it("is a wrong password, or none where one is needed; neither is repeated", async () => {
    const refusal = { ok: 0, code: 18, codeName: "AuthenticationFailed", errmsg: "Authentication failed." };
    const wrong = await problemOf(
      answers(primary, { saslStart: refusal }),
      (host) => `mongodb://foyer:s3cret@${host}/foyer?replicaSet=rs0`,
    );
    expect([wrong.kind, wrong.message]).toEqual(["credentials", expect.stringContaining('"foyer"')]);
    expect(wrong.message).not.toContain("s3cret");
    const unauthorized = { ok: 0, code: 13, codeName: "Unauthorized", errmsg: "requires authentication" };
    const none = await problemOf(
      answers(primary, { listCollections: unauthorized }),
      (host) => `mongodb://${host}/foyer?replicaSet=rs0`,
    );
    expect([none.kind, none.message]).toEqual([
      "credentials",
      expect.stringContaining("asks for a user and a password"),
    ]);
  });

  it("is TLS with a server that has none", async () => {
    const { kind, message } = await problemOf(
      answers(primary),
      (host) => `mongodb://${host}/foyer?replicaSet=rs0&tls=true`,
    );
    expect([kind, message]).toEqual(["tls", expect.stringContaining("remove tls=true")]);
  });

  it("is a set whose members have addresses of another network, or that has no primary", async () => {
    const inner = answers((host) => ({ ...primary(host), hosts: ["mongodb-0.invalid:27017"] }));
    const members = await problemOf(inner, (host) => `mongodb://${host}/foyer?replicaSet=rs0`);
    expect([members.kind, members.message]).toEqual([
      "members",
      expect.stringContaining("mongodb-0.invalid:27017"),
    ]);
    const voting = answers((host) => ({ ...primary(host), isWritablePrimary: false, secondary: true }));
    const headless = await problemOf(voting, (host) => `mongodb://${host}/foyer?replicaSet=rs0`);
    expect(headless.kind).toBe("no-primary");
  });

  it("is an address that cannot be read, and its password is not repeated", async () => {
    for (const url of ["postgres://localhost/foyer", "mongodb://u:s3:c/ret@h:x:y/foyer"]) {
      const problem = await diagnoseServer(url, LIMIT_MS);
      expect(problem?.message).toContain("DATABASE_URL");
      expect(problem?.message).not.toContain("s3");
    }
  });
});

it("an address is shown without its password", () => {
  const url = "mongodb://foyer:s3cret@one:1,two:2/foyer?replicaSet=rs0&tlsCertificateKeyFilePassword=s3cret";
  expect(describeDatabaseAddress(url)).toBe("one:1,two:2/foyer");
});
