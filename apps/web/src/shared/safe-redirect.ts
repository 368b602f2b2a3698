/** The path to go to after signing in: a path of this site, or the start page for any other target. */
export function safeRedirect(target: string | undefined): string {
  if (!target?.startsWith("/")) return "/";
  const base = "https://same.invalid";
  // Parsed as a URL, since "//host", "/\host" and tabs in between all lead to other sites.
  const url = URL.canParse(target, base) ? new URL(target, base) : undefined;
  // A path such as "/.//host" is normalized to "//host", which leads to another site as well.
  const staysHere = url?.origin === base && !url.pathname.startsWith("//");
  return staysHere ? `${url.pathname}${url.search}${url.hash}` : "/";
}
