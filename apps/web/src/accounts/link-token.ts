import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";

/** The token of a mailed link, from the part of an address that browsers keep to themselves. */
function tokenOf(hash: string): string | undefined {
  return new URLSearchParams(hash.replace(/^#/, "")).get("token") || undefined;
}

/**
 * The token that the page was opened with. It is taken out of the address bar at once, so that it is neither
 * seen nor copied along; the page itself keeps it until it is left. A second link opened in its place counts.
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
