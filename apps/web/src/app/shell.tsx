import { Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
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
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
    </>
  );
}
