import { isolated, readsRightToLeft, withoutDirectionControls } from "@foyer/contract/characters";

/**
 * User input is marked by these two characters until the mail is rendered; names cannot contain them. Templates
 * put marked input into sentences like any other text.
 */
const BEGIN = "\u2068";
const END = "\u2069";
const TYPED = /\u2068([^\u2068\u2069]*)\u2069/g;

const ZERO_WIDTH_SPACE = "\u200B";

/**
 * A name, protected from being turned into a link by mail programs: a zero-width break follows each dot that
 * could make a domain.
 */
export function typedName(name: string): string {
  return typed(unlinked(name));
}

export function unlinked(text: string): string {
  return text.replace(/[.\u3002\uFF0E\uFF61](?=[^\s\u200B])|:(?=\/\/)/g, `$&${ZERO_WIDTH_SPACE}`);
}

/** Text that a user wrote for the recipients, links included. */
export function typed(text: string): string {
  return `${BEGIN}${withoutDirectionControls(text)}${END}`;
}

/** Marked text for a subject or title, where programs make no links: as it was entered. */
export function asSubject(words: string): string {
  return words.replace(TYPED, (_, name: string) =>
    isolated(name.replace(/([.\u3002\uFF0E\uFF61:])\u200B/g, "$1")),
  );
}

/** Marked text in the plain text form of a mail. */
export function asText(words: string): string {
  return words.replace(TYPED, (_, name: string) => isolated(name));
}

/** Marked text in HTML. The text has to be escaped already. */
export function asHtml(escapedWords: string): string {
  return escapedWords.replace(TYPED, (_, name: string) =>
    readsRightToLeft(name) ? `<bdi>${name}</bdi>` : name,
  );
}
