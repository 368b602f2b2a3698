import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useMe } from "../api/session";

/** What somebody typed and has not sent, by the field's name. Never a password. */
export type Draft = Record<string, string | number>;

const PREFIX = "foyer-draft ";

/** The forms that are open, by their place, and how to read what was typed. */
const openForms = new Map<string, () => Draft>();

/**
 * Keeps what is typed in every open form until its author has signed in again, in this tab only.
 *
 * @returns whether there was anything to keep
 */
export function keepDrafts(userId: string): boolean {
  const drafts = [...openForms].flatMap(([place, read]) => {
    const draft = read();
    return Object.keys(draft).length > 0 ? [{ place, draft }] : [];
  });
  try {
    for (const { place, draft } of drafts)
      sessionStorage.setItem(keyOf(userId, place), JSON.stringify(draft));
  } catch {
    // Storage may be forbidden or full.
    return false;
  }
  return drafts.length > 0;
}

/** Somebody signs out on purpose: nothing of theirs stays. */
export function forgetDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  } catch {
    // Storage that is forbidden holds nothing.
  }
}

function takeDraft(userId: string, place: string): Draft | undefined {
  const key = keyOf(userId, place);
  try {
    const text = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    return text === null ? undefined : readDraft(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function keyOf(userId: string, place: string): string {
  return `${PREFIX}${userId} ${place}`;
}

/** The storage is written by whatever version of the app was open then. */
function readDraft(stored: unknown): Draft | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  return Object.fromEntries(
    Object.entries(stored).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  );
}

/** The fields that differ from what the form began with. */
export function changedValues(initial: Draft, values: Draft): Draft {
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => initial[name] !== value));
}

/** A form's place is the page it stands on, as it was when it opened, and its name there. */
function usePlace(form: string): string {
  const pathname = useLocation({ select: (location) => location.pathname });
  const [place] = useState(`${pathname} ${form}`);
  return place;
}

/** Lets a form's values outlast a session that ends while they are typed. */
export function useKeptDraft(form: string, read: () => Draft): void {
  const place = usePlace(form);
  useEffect(() => {
    openForms.set(place, read);
    return () => {
      openForms.delete(place);
    };
  }, [place, read]);
}

/** Gives a form back what was typed before its author had to sign in again, once. */
export function useRestoredDraft(form: string, restore: (draft: Draft) => void): void {
  const place = usePlace(form);
  const userId = useMe()?.id;
  const latest = useRef(restore);
  useEffect(() => {
    latest.current = restore;
  }, [restore]);
  useEffect(() => {
    if (userId === undefined) return;
    const draft = takeDraft(userId, place);
    if (draft) latest.current(draft);
  }, [userId, place]);
}
