import { Group, Skeleton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { Link, useLocation } from "@tanstack/react-router";
import { useMe } from "../api/session";
import { useCoveringBar } from "../shared/covering-bar";
import { ButtonLink } from "../shared/links";
import { AccountMenu } from "./account-menu";
import { ColourSchemeMenu } from "./colour-scheme-menu";
import classes from "./header.module.css";

export function Header() {
  const me = useMe();
  const bar = useCoveringBar("top");
  // The organizer's pages have their own button for this.
  const isManaging = useLocation({ select: ({ pathname }) => pathname.startsWith("/manage") });
  return (
    <header ref={bar} className={`${classes.header} unprinted`}>
      <div className={classes.inner}>
        <Link to="/" className={classes.brand} aria-label="Foyer, all events">
          <svg viewBox="0 0 32 32" aria-hidden="true" className={classes.mark}>
            <rect width="32" height="32" rx="7" fill="#9F1D35" />
            <path d="M8 7h16v2.5c-4.6.6-7 3.4-7 8V25h-2v-7.5c0-4.6-2.4-7.4-7-8z" fill="#FAF7F2" />
          </svg>
          <span>Foyer</span>
        </Link>
        <nav aria-label="Main" className={classes.nav}>
          <Link to="/" activeOptions={{ exact: true, includeSearch: false }} className={classes.link}>
            Events
          </Link>
          {me && (
            <>
              <Link to="/bookings" className={classes.link}>
                My bookings
              </Link>
              <Link to="/manage" className={classes.link}>
                Manage
              </Link>
            </>
          )}
        </nav>
        <Group gap={8} wrap="nowrap" ml="auto">
          {me && !isManaging && (
            <ButtonLink
              to="/manage/new"
              variant="default"
              size="sm"
              visibleFrom="sm"
              leftSection={<IconPlus size={16} aria-hidden />}
            >
              Create an event
            </ButtonLink>
          )}
          <ColourSchemeMenu />
          {me === undefined && <Skeleton height={36} width={80} />}
          {me === null && <SignInLink />}
          {me && <AccountMenu me={me} />}
        </Group>
      </div>
    </header>
  );
}

const WAYS_IN = new Set(["/sign-in", "/sign-up", "/forgot-password", "/reset-password", "/verify-email"]);

function SignInLink() {
  const { href, pathname } = useLocation();
  // These pages have the same link themselves.
  if (WAYS_IN.has(pathname)) return null;
  return (
    <ButtonLink to="/sign-in" search={{ redirect: href }} size="sm" variant="default">
      Sign in
    </ButtonLink>
  );
}
