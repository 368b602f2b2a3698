import { resolveSrv } from "node:dns/promises";
import { isIP } from "node:net";
import { type DatabaseAddress, parseDatabaseAddress } from "./database-address.js";
import { type HostState, probeHost } from "./probe-host.js";

/** Why a database cannot be used: one line for the operator, with its address and without a password. */
export interface ServerProblem {
  readonly kind: Exclude<HostState["kind"], "member"> | "address" | "other-set" | "no-primary" | "members";
  readonly message: string;
}

/** The time limit for each host, in milliseconds; all are asked at once. */
const HOST_LIMIT_MS = 3_000;

/**
 * Finds out why Foyer cannot use a database. Prisma's engine reports whatever is wrong as a server that could not be
 * selected, so each host is asked on its own, by MongoDB's driver (decision 0051). Takes a few seconds at most.
 *
 * @returns undefined if it finds nothing wrong
 */
export async function diagnoseServer(
  url: string,
  limitMs = HOST_LIMIT_MS,
): Promise<ServerProblem | undefined> {
  const address = parseDatabaseAddress(url);
  if (address === undefined) {
    return {
      kind: "address",
      message:
        "DATABASE_URL cannot be read: it has the form mongodb://host:port/database?replicaSet=name, with special characters of user and password encoded (%40 for @)",
    };
  }
  const hosts = await hostsOf(address);
  if (hosts === undefined) {
    const [name] = address.hosts;
    const message = `${name} has no SRV record (_mongodb._tcp.${name}): check the host in DATABASE_URL`;
    return { kind: "unknown-host", message };
  }
  const states = await Promise.all(hosts.map((host) => probeHost(address, host, limitMs)));
  const members = states.filter((state) => state.kind === "member");
  const [failed] = states
    .filter((state) => state.kind !== "member")
    .sort((one, other) => tellingOrder(one) - tellingOrder(other));
  if (members.length === 0) return failed && { kind: failed.kind, message: describe(failed, address) };
  return findSetProblem(address, members, limitMs);
}

async function hostsOf({ isSrv, hosts }: DatabaseAddress): Promise<readonly string[] | undefined> {
  if (!isSrv) return hosts.map((host) => (/:\d+$/.test(host) ? host : `${host}:27017`));
  const records = await resolveSrv(`_mongodb._tcp.${hosts[0]}`).catch(() => []);
  return records.length === 0 ? undefined : records.map(({ name, port }) => `${name}:${port}`);
}

type Member = Extract<HostState, { kind: "member" }>;
type Failed = Exclude<HostState, Member>;

/** Of several hosts that fail, the one that answered says the most. */
function tellingOrder({ kind }: Failed): number {
  const order: readonly Failed["kind"][] = ["credentials", "standalone", "tls", "failed"];
  const place = order.indexOf(kind);
  return place === -1 ? order.length : place;
}

function describe(state: Failed, { user }: DatabaseAddress): string {
  const { host } = state;
  switch (state.kind) {
    case "unknown-host":
      return `The host ${host} is not known: check the host in DATABASE_URL`;
    case "refused":
      return `Nothing listens on ${host}: start MongoDB there, or check host and port in DATABASE_URL`;
    case "silent":
      return `${host} does not answer: check host and port in DATABASE_URL, and the firewall`;
    case "tls":
      return `TLS with ${host} fails (${state.why}): ${state.advice}`;
    case "credentials":
      return user === undefined
        ? `The MongoDB on ${host} asks for a user and a password: add them to DATABASE_URL (mongodb://user:password@…)`
        : `The MongoDB on ${host} does not let the user "${user}" in: check user, password and authSource in DATABASE_URL, and the user's roles`;
    case "standalone":
      return `The MongoDB on ${host} is not a replica set, so it has no transactions: initiate one (rs.initiate())`;
    case "failed":
      return `The MongoDB on ${host} cannot be used: ${state.why}`;
  }
}

async function findSetProblem(
  address: DatabaseAddress,
  members: readonly Member[],
  limitMs: number,
): Promise<ServerProblem | undefined> {
  const [first] = members;
  if (first === undefined) return undefined;
  const wanted = address.parameters.get("replicaSet");
  const other = members.find(({ setName }) => wanted !== null && setName !== null && setName !== wanted);
  if (other !== undefined) {
    const message = `The MongoDB on ${other.host} belongs to the replica set "${other.setName}", not to "${wanted}": set replicaSet=${other.setName} in DATABASE_URL`;
    return { kind: "other-set", message };
  }
  if (address.parameters.get("directConnection") === "true") {
    return first.isPrimary ? undefined : noPrimary([first.host]);
  }
  // A driver goes on to the addresses that the set itself has for its members.
  const named = [...new Set(members.flatMap(({ hosts }) => hosts))];
  const states = await Promise.all(named.map((host) => probeHost(address, host, limitMs)));
  if (states.some((state) => state.kind === "member" && state.isPrimary)) return undefined;
  const lost = states.filter(
    ({ kind }) => kind === "unknown-host" || kind === "refused" || kind === "silent",
  );
  if (lost.length === 0) return states.length === 0 ? undefined : noPrimary(named);
  const list = lost.map(({ host }) => host).join(", ");
  const isInner = lost.some(({ host }) => isIP(host.replace(/:\d+$/, "")) === 0);
  const message = `The replica set on ${first.host} names members that cannot be reached from here: ${list}. ${isInner ? "Make these names known here, or set them with rs.reconfig()" : "Check the network, or set them with rs.reconfig()"}`;
  return { kind: "members", message };
}

function noPrimary(hosts: readonly string[]): ServerProblem {
  const message = `The replica set on ${hosts.join(", ")} has no primary now: see rs.status(), and wait for an election`;
  return { kind: "no-primary", message };
}
