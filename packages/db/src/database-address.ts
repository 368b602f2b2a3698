/** A connection string in its parts. Not by `URL`, which cannot parse several hosts. */
export interface DatabaseAddress {
  readonly isSrv: boolean;
  /** As in the address, so encoded; undefined without one. */
  readonly user: string | undefined;
  /** `user:password@`, or nothing. */
  readonly credentials: string;
  /** Each with its port, if it has one. */
  readonly hosts: readonly string[];
  readonly database: string;
  readonly parameters: URLSearchParams;
}

const HOST = /^(?:\[[\da-f:.]+\]|[^:@[\]]+)(?::\d{1,5})?$/i;
const FORM = /^mongodb(\+srv)?:\/\/(?:([^/]*)@)?([^/?]+)\/([^?]*)(?:\?(.*))?$/;

/** @returns undefined if it is no connection string that names a database */
export function parseDatabaseAddress(url: string): DatabaseAddress | undefined {
  const match = FORM.exec(url);
  if (match === null) return undefined;
  const [, srv, credentials, hosts = "", database = "", query = ""] = match;
  // A password with a character that is not encoded would otherwise be shown as a part of a host.
  const list = hosts.split(",");
  if (!list.every((host) => HOST.test(host))) return undefined;
  return {
    isSrv: srv !== undefined,
    user: credentials?.split(":", 1)[0],
    credentials: credentials === undefined ? "" : `${credentials}@`,
    hosts: list,
    database,
    parameters: new URLSearchParams(query),
  };
}

/** The address as it may be shown: its hosts and database, without user, password and parameters. */
export function describeDatabaseAddress(url: string): string {
  const address = parseDatabaseAddress(url);
  return address === undefined ? "the database" : `${address.hosts.join(",")}/${address.database}`;
}

/**
 * What an address asks of the driver that Foyer cannot work with: the server would start, and bookings would fail or be lost.
 *
 * @returns what is wrong, or undefined
 */
export function unusableOption(url: string): string | undefined {
  // The names of options are read in any case.
  for (const [name, value] of parseDatabaseAddress(url)?.parameters ?? []) {
    const option = name.toLowerCase();
    if (option === "readpreference" && value.toLowerCase() !== "primary")
      return "readPreference has to be primary, because transactions read nowhere else";
    if (option === "w" && value === "0") return "w cannot be 0, because nobody would know what was written";
    if (option === "w" && value === "1")
      return "w cannot be 1, because a confirmed booking would be lost where another member takes over";
  }
  return undefined;
}
