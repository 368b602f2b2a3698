import { isolated, readsRightToLeft, withoutDirectionControls } from "@foyer/contract/characters";

/**
 * How what people typed is kept apart from our words until a mail is rendered: between these two, which names cannot
 * hold. Templates then put it into sentences like any other text.
 */
const BEGIN = "\u2068";
const END = "\u2069";
const TYPED = /\u2068([^\u2068\u2069]*)\u2069/g;

const ZERO_WIDTH_SPACE = "\u200B";

/** A name, of which no mail program makes a link: a break without width stands behind each dot that one could see. */
export function typedName(name: string): string {
  return typed(unlinked(name));
}

export function unlinked(text: string): string {
  return text.replace(/[.\u3002\uFF0E\uFF61](?=[^\s\u200B])|:(?=\/\/)/g, `$&${ZERO_WIDTH_SPACE}`);
}

/** Several words that somebody wrote to readers, links included. */
export function typed(text: string): string {
  return `${BEGIN}${withoutDirectionControls(text)}${END}`;
}

/** For a subject or a title, of which no program makes links: as it was typed. */
export function asSubject(words: string): string {
  return words.replace(TYPED, (_, name: string) =>
    isolated(name.replace(/([.\u3002\uFF0E\uFF61:])\u200B/g, "$1")),
  );
}

/** For a mail's plain text. */
export function asText(words: string): string {
  return words.replace(TYPED, (_, name: string) => isolated(name));
}

/** For HTML. The rest of the words is escaped before. */
export function asHtml(escapedWords: string): string {
  return escapedWords.replace(TYPED, (_, name: string) =>
    readsRightToLeft(name) ? `<bdi>${name}</bdi>` : name,
  );
}
