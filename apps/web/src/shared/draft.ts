import { useLocation } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useMe } from "../api/session";

/** Unsent input by field name. Never a password. */
export type Draft = Record<string, string | number>;

/** A stored draft: the input, and the values that its fields had before. */
type StoredDraft = {
  values: Draft;
  base: Draft;
  /** Whether the session ended, as opposed to the user leaving. */
  wasInterrupted: boolean;
};

const PREFIX = "foyer-draft ";

/** An open form: its current draft, and whether leaving it loses nothing. */
type OpenForm = { read: () => StoredDraft; isSettled: boolean };

/** By place. */
const openForms = new Map<string, OpenForm>();

/**
 * Stores the drafts of all open forms for this tab until the user has signed in again.
 *
 * @returns whether there was anything to store
 */
export function storeOpenDrafts(userId: string): boolean {
  let hasKept = false;
  for (const [place, form] of openForms) {
    const draft = { ...form.read(), wasInterrupted: true };
    form.isSettled = true;
    if (Object.keys(draft.values).length > 0) hasKept = storeDraft(userId, place, draft) || hasKept;
  }
  return hasKept;
}

/** Called on sign-out: removes all drafts. */
export function clearDrafts(): void {
  for (const form of openForms.values()) form.isSettled = true;
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(PREFIX)) sessionStorage.removeItem(key);
    }
  } catch {
    // Without storage there is nothing to remove.
  }
}

/** @returns whether it was stored: storage may be disabled or full */
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

/** Storage may have been written by another version of the app. */
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

/** The fields that differ from the form's initial values. A number field holds a number or its text. */
export function changedValues(initial: Draft, values: Draft): Draft {
  return Object.fromEntries(
    Object.entries(values).filter(([name, value]) => String(initial[name]) !== String(value)),
  );
}

/** The initial values of a draft's fields. */
export function baseOf(initial: Draft, draft: Draft): Draft {
  return Object.fromEntries(
    Object.keys(draft).flatMap((name) => {
      const value = initial[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

type DraftOptions = {
  /** The initial values, such as those of an event as it was displayed. */
  initial: Draft;
  values: Draft;
  /**
   * Restores a stored draft, once.
   *
   * @param base the values the fields had then, possibly of another version of the same object
   * @param wasInterrupted whether the session ended while the user was typing
   */
  restore: (values: Draft, base: Draft, wasInterrupted: boolean) => void;
};

type DraftState = {
  /** Whether there is unsent input that differs from the initial values. */
  isDirty: boolean;
  /** The same, evaluated at the moment of leaving. */
  mayLose: () => boolean;
  /** To be called when the input was sent or is no longer wanted: drops the draft. */
  settle: () => void;
};

/**
 * Stores a form's input for this tab until it is sent or the user signs out, so that it survives reloads,
 * navigation and the end of the session. Its key is the page and the form's name.
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
    // Input after sending is a new draft.
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
