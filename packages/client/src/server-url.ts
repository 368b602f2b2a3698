/** In a page an address may be relative to it; one without a scheme, which looks the same to `fetch`, is not meant so. */
const RELATIVE = /^\.{0,2}\//;

/**
 * Rejects an address that no call can be sent to: without a scheme, calls would fail like those to a server that is down.
 *
 * @throws TypeError
 */
export function requireServerUrl(url: string): void {
  if (RELATIVE.test(url) || isHttp(url)) return;
  const rule =
    'The url has to begin with https:// or http://, as in "https://foyer.example/trpc", or in a page with /.';
  throw new TypeError(`${rule} It is ${JSON.stringify(url)}.`);
}

function isHttp(url: string): boolean {
  try {
    const { protocol } = new URL(url);
    return protocol === "https:" || protocol === "http:";
  } catch {
    return false;
  }
}
