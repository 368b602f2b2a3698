import { connect, type TLSSocket } from "node:tls";
import { z } from "zod";
import type { DatabaseAddress } from "./database-address.js";

/** What one host of a database's address is found to be. `host` has its port. */
export type HostState = { readonly host: string } & (
  | { readonly kind: "unknown-host" | "refused" | "silent" | "credentials" | "standalone" }
  | { readonly kind: "tls"; readonly why: string; readonly advice: string }
  | { readonly kind: "failed"; readonly why: string }
  | {
      readonly kind: "member";
      /** null in a sharded cluster. */
      readonly setName: string | null;
      /** The members' addresses as the set has them. */
      readonly hosts: readonly string[];
      readonly isPrimary: boolean;
    }
);

const hello = z.object({
  setName: z.string().optional(),
  msg: z.string().optional(),
  hosts: z.array(z.string()).default([]),
  isWritablePrimary: z.boolean().default(false),
});

/** Parameters about the set as a whole. The others (TLS, authentication) hold for each host. */
const OF_THE_SET = ["replicaSet", "directConnection", "loadBalanced", "srvServiceName", "srvMaxHosts"];

/**
 * Connects to one host of a database, as whom the address says, and reads a little.
 *
 * @param limitMs in milliseconds
 */
export async function probeHost(address: DatabaseAddress, host: string, limitMs: number): Promise<HostState> {
  // Loaded when something is wrong, and by the doctor: a server that starts well never needs it.
  const { MongoClient } = await import("mongodb");
  const parameters = new URLSearchParams(address.parameters);
  for (const name of OF_THE_SET) parameters.delete(name);
  parameters.set("directConnection", "true");
  for (const name of ["serverSelectionTimeoutMS", "connectTimeoutMS", "socketTimeoutMS"]) {
    parameters.set(name, String(limitMs));
  }
  if (address.isSrv && !parameters.has("tls")) parameters.set("tls", "true");
  if (address.isSrv && address.user !== undefined && !parameters.has("authSource")) {
    parameters.set("authSource", "admin");
  }
  const isTls = parameters.get("tls") === "true" || parameters.get("ssl") === "true";
  const { credentials, database } = address;
  try {
    const client = new MongoClient(`mongodb://${credentials}${host}/${database}?${parameters}`);
    try {
      await client.connect();
      const answer = hello.parse(await client.db("admin").command({ hello: 1 }));
      if (answer.setName === undefined && answer.msg !== "isdbgrid") return { host, kind: "standalone" };
      await client.db(database).command({ listCollections: 1, nameOnly: true });
      const { setName = null, hosts, isWritablePrimary: isPrimary } = answer;
      return { host, kind: "member", setName, hosts, isPrimary };
    } finally {
      await client.close();
    }
  } catch (error) {
    return classify(error, host, isTls, limitMs);
  }
}

/** AuthenticationFailed, Unauthorized, and Atlas' own code. */
const NOT_LET_IN: ReadonlySet<unknown> = new Set([13, 18, 8000]);
const TIMED_OUT = /timed out/;
/** A certificate that is not trusted, or is for another host. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS_/;

async function classify(error: unknown, host: string, isTls: boolean, limitMs: number): Promise<HostState> {
  const chain = causes(error);
  const codes = chain.map((cause) => ("code" in cause ? cause.code : undefined));
  const has = (...wanted: readonly unknown[]) => codes.some((code) => wanted.includes(code));
  // The parser's messages may repeat the address with its password.
  if (chain[0]?.name === "MongoParseError" || has("ERR_INVALID_URL")) {
    const why =
      "DATABASE_URL cannot be read: check its parameters, and encode special characters (%40 for @)";
    return { host, kind: "failed", why };
  }
  if (codes.some((code) => NOT_LET_IN.has(code))) return { host, kind: "credentials" };
  if (has("ENOTFOUND", "EAI_AGAIN")) return { host, kind: "unknown-host" };
  if (has("ECONNREFUSED")) return { host, kind: "refused" };
  const certificate = codes.find((code) => typeof code === "string" && CERTIFICATE.test(code));
  if (certificate !== undefined) {
    const advice = "have its certificate signed for this name, or name its authority with tlsCAFile";
    return { host, kind: "tls", why: String(certificate), advice };
  }
  if (has("EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT")) return { host, kind: "silent" };
  if (chain.every(({ message }) => TIMED_OUT.test(message))) return { host, kind: "silent" };
  if (isTls && chain.some(({ message }) => /secure TLS|SSL routines|wrong version/.test(message))) {
    return { host, kind: "tls", why: "it speaks plainly", advice: "remove tls=true from DATABASE_URL" };
  }
  if (!isTls && (await speaksTls(host, limitMs))) {
    return { host, kind: "tls", why: "it takes nothing else", advice: "add tls=true to DATABASE_URL" };
  }
  return { host, kind: "failed", why: chain.at(-1)?.message.split("\n", 1)[0] ?? "unknown" };
}

function causes(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let cause = error; cause instanceof Error && chain.length < 10; cause = cause.cause) chain.push(cause);
  return chain;
}

/** Whether a TLS handshake succeeds. Nothing is sent, so the certificate does not matter. */
async function speaksTls(host: string, limitMs: number): Promise<boolean> {
  const [, name = host, port = "27017"] = /^\[?(.*?)\]?:(\d+)$/.exec(host) ?? [];
  return new Promise((resolve) => {
    const socket: TLSSocket = connect({ host: name, port: Number(port), rejectUnauthorized: false });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(limitMs, () => end(false));
    socket.once("secureConnect", () => end(true));
    socket.once("error", () => end(false));
    socket.once("close", () => end(false));
  });
}
