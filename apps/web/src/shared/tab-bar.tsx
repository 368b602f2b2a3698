import { useLocation } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import tabs from "./tabs.module.css";

type TabBarProps = { label: string; children: ReactNode };

/** Links to the pages of one object. If they do not fit, the current one is scrolled into view. */
export function TabBar({ label, children }: TabBarProps) {
  const bar = useRef<HTMLElement>(null);
  const path = useLocation({ select: ({ pathname }) => pathname });
  // The current tab changes with the path.
  useLayoutEffect(() => {
    const open = bar.current?.querySelector<HTMLElement>("[data-status=active]");
    if (bar.current == null || open == null) return;
    // Only horizontally: the page itself does not scroll.
    bar.current.scrollLeft = open.offsetLeft - (bar.current.clientWidth - open.offsetWidth) / 2;
  }, [path]);
  return (
    <nav ref={bar} aria-label={label} className={tabs.tabs}>
      {children}
    </nav>
  );
}
