import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { ActionMessageArea } from "../shared/action-messages";
import { ConnectionBanner } from "./connection-banner";
import { Header } from "./header";
import classes from "./shell.module.css";

/** The frame of every page. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const shownPath = useRef(path);

  // After navigation the focus moves to the new page, as after a full load.
  useEffect(() => {
    if (shownPath.current === path) return;
    shownPath.current = path;
    // Unless the page has focused an element itself.
    if (document.activeElement?.matches("[tabindex='-1']") && main.current?.contains(document.activeElement))
      return;
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header />
      <ConnectionBanner />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <ActionMessageArea isPage>
          <Outlet />
        </ActionMessageArea>
      </main>
    </>
  );
}
