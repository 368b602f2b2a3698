import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { AnswerPlace } from "../shared/answers";
import { ConnectionBanner } from "./connection-banner";
import { Header } from "./header";
import classes from "./shell.module.css";

/** What stands around every page. */
export function Shell() {
  const main = useRef<HTMLElement>(null);
  const path = useLocation({ select: (location) => location.pathname });
  const shownPath = useRef(path);

  // A new page is read from its beginning by keyboard and screen reader, as it is after a full load.
  useEffect(() => {
    if (shownPath.current === path) return;
    shownPath.current = path;
    // Unless the page has put it on what the reader came for.
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
        <AnswerPlace isPage>
          <Outlet />
        </AnswerPlace>
      </main>
    </>
  );
}
