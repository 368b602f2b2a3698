/** What opens a booking from a mail: in the URL's fragment, which browsers do not send to servers. */
export function accessTokenOf(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, "")).get("access") || undefined;
}
