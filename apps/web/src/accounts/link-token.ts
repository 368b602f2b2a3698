import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** The token of a mailed link, from the URL's fragment, which browsers do not send to servers. */
function tokenOf(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token") || undefined;
}

/**
 * The token that the page was opened with. It is removed from the address bar at once, so that it is neither seen
 * nor copied; the page keeps it in memory. Opening a second link in the same tab replaces it.
 */
export function useLinkToken(): string | undefined {
  const hash = useLocation({ select: (location) => location.hash });
  const navigate = useNavigate();
  const [token, setToken] = useState(() => tokenOf(hash));
  useEffect(() => {
    const fresh = tokenOf(hash);
    if (fresh === undefined) return;
    setToken(fresh);
    void navigate({ to: ".", hash: "", replace: true });
  }, [hash, navigate]);
  return token;
}
