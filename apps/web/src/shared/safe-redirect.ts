/** Where to go after signing in: a path of this site, or the start page for anything that leads elsewhere. */
export function safeRedirect(target: string | undefined): string {
  if (!target?.startsWith("/")) return "/";
  const base = "https://same.invalid";
  // The URL parser decides, since "//host", "/\host" and tabs in between all lead away.
  const url = URL.canParse(target, base) ? new URL(target, base) : undefined;
  // A path such as "/.//host" becomes "//host" once it is normalized, which leads away as well.
  const staysHere = url?.origin === base && !url.pathname.startsWith("//");
  return staysHere ? `${url.pathname}${url.search}${url.hash}` : "/";
}
