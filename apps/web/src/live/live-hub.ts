import type { LiveUpdate } from "@foyer/contract/live";
import { isNothing, joinTopics, NO_TOPICS, type Topics } from "./topics";

/** What tabs of one browser tell each other. */
export type TabMessage =
  /** What a tab wants; nothing once it is hidden or closed. */
  | { readonly kind: "wants"; readonly tab: string; readonly topics: Topics }
  /** A tab opens the stream for all: the others say what they want. */
  | { readonly kind: "leads" }
  | { readonly kind: "update"; readonly update: LiveUpdate };

/** The browser's means of sharing; `undefined` where it has none, and each tab has a stream of its own. */
export interface TabSharing {
  readonly tab: string;
  post(message: TabMessage): void;
  listen(onMessage: (message: TabMessage) => void): void;
  /** Runs `lead` once no other tab leads, until the signal is aborted. */
  lead(lead: () => void, signal: AbortSignal): void;
}

export interface LiveHubParts {
  readonly sharing: TabSharing | undefined;
  /** Opens a stream. @returns closes it */
  readonly open: (
    topics: Topics,
    lastEventId: string | undefined,
    handlers: {
      readonly onUpdate: (update: LiveUpdate, id: string) => void;
      readonly onError: () => void;
    },
  ) => () => void;
  /** Called in every tab with each update. */
  readonly onUpdate: (update: LiveUpdate) => void;
}

/** The live updates of one tab. */
export interface LiveHub {
  /** Says what this tab wants now: nothing while it is hidden. */
  want(topics: Topics): void;
}

/**
 * One stream per browser, however many tabs: the tabs that want something elect one that opens a stream for all of
 * them, and passes on what it is told. A tab that wants nothing takes no part, and if none does, there is no stream.
 */
export function createLiveHub({ sharing, open, onUpdate }: LiveHubParts): LiveHub {
  let own = NO_TOPICS;
  const others = new Map<string, Topics>();
  let candidacy: AbortController | undefined;
  let isLeading = false;
  let close: (() => void) | undefined;
  let followed = NO_TOPICS;
  let lastEventId: string | undefined;

  sharing?.listen((message) => {
    switch (message.kind) {
      case "wants":
        if (isNothing(message.topics)) others.delete(message.tab);
        else others.set(message.tab, message.topics);
        if (isLeading) follow();
        return;
      case "leads":
        tellWants();
        return;
      case "update":
        onUpdate(message.update);
    }
  });

  function tellWants(): void {
    sharing?.post({ kind: "wants", tab: sharing.tab, topics: own });
  }

  function stand(): void {
    if (candidacy !== undefined) return;
    candidacy = new AbortController();
    if (sharing === undefined) startLeading();
    else sharing.lead(startLeading, candidacy.signal);
  }

  function startLeading(): void {
    isLeading = true;
    sharing?.post({ kind: "leads" });
    follow();
  }

  function stepBack(): void {
    isLeading = false;
    followed = NO_TOPICS;
    close?.();
    close = undefined;
    candidacy?.abort();
    candidacy = undefined;
  }

  /** Opens a stream for what is wanted now, if that is something else than before. */
  function follow(): void {
    const wanted = joinTopics([...others.values(), own]);
    if (JSON.stringify(wanted) === JSON.stringify(followed)) return;
    // The id of another user's message is of no use.
    if (wanted.bookingsOf !== followed.bookingsOf) lastEventId = undefined;
    followed = wanted;
    close?.();
    close = isNothing(wanted)
      ? undefined
      : open(wanted, lastEventId, {
          onUpdate(update, id) {
            lastEventId = id;
            onUpdate(update);
            sharing?.post({ kind: "update", update });
          },
          // Refused: something is followed that this browser may no longer see. The next change of pages tries again.
          onError() {
            close = undefined;
          },
        });
  }

  return {
    want(topics) {
      own = topics;
      tellWants();
      if (isNothing(topics)) stepBack();
      else if (isLeading) follow();
      else stand();
    },
  };
}
