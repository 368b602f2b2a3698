import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useMe } from "../api/session";

/** What somebody typed and has not sent, by the field's name. Never a password. */
export type Draft = Record<string, string | number>;

/** A draft as it is stored: what was typed, and what stood in these fields when its author began. */
type StoredDraft = {
  values: Draft;
  base: Draft;
  /** Whether it was the session that ended, and not its author who left. */
  wasInterrupted: boolean;
};

const PREFIX = "foyer-draft ";

/** A form that is open: its draft now, and whether leaving it loses nothing. */
type OpenForm = { read: () => StoredDraft; isSettled: boolean };

/** By their place. */
const openForms = new Map<string, OpenForm>();

/**
 * Keeps what is typed in every open form until its author has signed in again, in this tab only.
 *
 * @returns whether there was anything to keep
 */
export function keepDrafts(userId: string): boolean {
  let hasKept = false;
  for (const [place, form] of openForms) {
    const draft = { ...form.read(), wasInterrupted: true };
    form.isSettled = true;
    if (Object.keys(draft.values).length > 0) hasKept = storeDraft(userId, place, draft) || hasKept;
  }
  return hasKept;
}

/** Somebody signs out on purpose: nothing of theirs stays. */
export function forgetDrafts(): void {
  for (const form of openForms.values()) form.isSettled = true;
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  } catch {
    // Storage that is forbidden holds nothing.
  }
}

/** @returns whether it is stored: storage may be forbidden or full */
function storeDraft(userId: string, place: string, draft: StoredDraft): boolean {
  try {
    const key = keyOf(userId, place);
    if (Object.keys(draft.values).length === 0) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function findDraft(userId: string, place: string): StoredDraft | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(userId, place));
    return text === null ? undefined : readStored(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function keyOf(userId: string, place: string): string {
  return `${PREFIX}${userId} ${place}`;
}

/** The storage is written by whatever version of the app was open then. */
function readStored(stored: unknown): StoredDraft | undefined {
  if (typeof stored !== "object" || stored === null) return undefined;
  if (!("values" in stored && "base" in stored)) return undefined;
  const wasInterrupted = "wasInterrupted" in stored && stored.wasInterrupted === true;
  return { values: readDraft(stored.values), base: readDraft(stored.base), wasInterrupted };
}

function readDraft(stored: unknown): Draft {
  if (typeof stored !== "object" || stored === null) return {};
  return Object.fromEntries(
    Object.entries(stored).filter(([, value]) => typeof value === "string" || typeof value === "number"),
  );
}

/** The fields that differ from what the form began with. A number field holds a number or its text. */
export function changedValues(initial: Draft, values: Draft): Draft {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => String(initial[name]) !== String(value)),
  );
}

/** The values that a form began with in the fields of a draft. */
export function baseOf(initial: Draft, draft: Draft): Draft {
  return Object.fromEntries(
    Object.keys(draft).flatMap((name) => {
      const value = initial[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

type DraftOptions = {
  /** What the form stands on, such as an event as its author was shown it. */
  initial: Draft;
  values: Draft;
  /**
   * Gives the form back what was typed before, once.
   *
   * @param base what stood in these fields then: it may be another version of the same thing
   * @param wasInterrupted whether the session ended while it was typed
   */
  restore: (values: Draft, base: Draft, wasInterrupted: boolean) => void;
};

type DraftState = {
  /** Whether something is typed that is neither sent nor as it was. */
  isDirty: boolean;
  /** The same, asked at the moment of leaving. */
  mayLose: () => boolean;
  /** What was typed is sent, or no longer wanted: leaving asks nothing, and no draft stays. */
  settle: () => void;
};

/**
 * Keeps what is typed in a form, in this tab, until it is sent or its author signs out: it is there again after a
 * reload, another page, or a session that ended. A form's place is the page it stands on and its name there.
 */
export function useDraft(form: string, { initial, values, restore }: DraftOptions): DraftState {
  const pathname = useLocation({ select: (location) => location.pathname });
  const [place] = useState(`${pathname} ${form}`);
  const userId = useMe()?.id;
  const changed = changedValues(initial, values);
  const stored: StoredDraft = {
    values: changed,
    base: baseOf(initial, changed),
    wasInterrupted: false,
  };
  const isDirty = Object.keys(changed).length > 0;

  const latest = useRef({ stored, restore });
  const open = useRef<OpenForm>({ read: () => latest.current.stored, isSettled: false });
  const [restoredFor, setRestoredFor] = useState<string>();
  useEffect(() => {
    latest.current = { stored, restore };
  });
  useEffect(() => {
    const entry = open.current;
    openForms.set(place, entry);
    return () => {
      if (openForms.get(place) === entry) openForms.delete(place);
    };
  }, [place]);
  useEffect(() => {
    if (userId === undefined) return;
    open.current.isSettled = false;
    const draft = findDraft(userId, place);
    if (draft) latest.current.restore(draft.values, draft.base, draft.wasInterrupted);
    setRestoredFor(userId);
  }, [userId, place]);

  const text = JSON.stringify(stored);
  useEffect(() => {
    if (userId === undefined || restoredFor !== userId || open.current.isSettled) return;
    storeDraft(userId, place, JSON.parse(text));
  }, [userId, place, restoredFor, text]);
  useEffect(() => {
    // After it was sent the form stands on what was sent; what is typed then is new.
    if (!isDirty) open.current.isSettled = false;
  }, [isDirty]);

  return {
    isDirty,
    mayLose: () => !open.current.isSettled && Object.keys(latest.current.stored.values).length > 0,
    settle() {
      open.current.isSettled = true;
      if (userId !== undefined) storeDraft(userId, place, { values: {}, base: {}, wasInterrupted: false });
    },
  };
}
