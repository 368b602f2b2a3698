const PREFIX = "foyer-door-key ";

/** The event's ticket key, stored for this tab so that tickets can be checked after a reload without network. */
export function readTicketKey(userId: string, eventId: string): string | undefined {
  try {
    return sessionStorage.getItem(`${PREFIX}${userId} ${eventId}`) ?? undefined;
  } catch {
    return undefined;
  }
}

export function storeTicketKey(userId: string, eventId: string, ticketKey: string): void {
  try {
    sessionStorage.setItem(`${PREFIX}${userId} ${eventId}`, ticketKey);
  } catch {
    // Storage may be disabled; the key is then fetched on each load.
  }
}

/** Called on sign-out: the key allows forging tickets. */
export function clearTicketKeys(): void {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
    }
  } catch {
    // Without storage there is nothing to remove.
  }
}
