const PREFIX = "foyer-door-key ";

/** The key of an event's tickets, kept in this tab so that a reload without a network can still judge tickets. */
export function keptTicketKey(userId: string, eventId: string): string | undefined {
  try {
    return sessionStorage.getItem(`${PREFIX}${userId} ${eventId}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keepTicketKey(userId: string, eventId: string, ticketKey: string): void {
  try {
    sessionStorage.setItem(`${PREFIX}${userId} ${eventId}`, ticketKey);
  } catch {
    // Storage may be forbidden; the key is then fetched with each load.
  }
}

/** Somebody signs out: whoever has this key can make tickets. */
export function forgetTicketKeys(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    }
  } catch {
    // Storage that is forbidden holds nothing.
  }
}
