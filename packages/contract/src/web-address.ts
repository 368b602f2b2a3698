import { plainForm } from "./characters.js";

/** A scheme with its slashes, or `www.` where a host name begins: at the start of a word, or before a letter. */
const WEB_ADDRESS = /[\p{L}\p{N}]:\/\/|(?:^|[^\p{L}\p{N}])www\.|www\.[\p{L}\p{N}]/u;

/** Characters that look like a colon, slash or dot and that programs or people may read as one. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  "\u02F8": ":",
  "\u2236": ":",
  "\uA789": ":",
  "\u2044": "/",
  "\u2215": "/",
  "\u29F8": "/",
  "\u2571": "/",
  "\u3033": "/",
  "\u2AFD": "//",
  "\\": "/",
  "\u02D0": ":",
  "\u0589": ":",
  "\u05C3": ":",
  "\u3002": ".",
  "\u06D4": ".",
  "\u0701": ".",
};

/** Whether a text contains what mail programs turn into links: `http://`, `https://` and the like, or `www.`. */
export function holdsWebAddress(text: string): boolean {
  const plain = plainForm(text).replace(
    /[\u02F8\u2236\uA789\u2044\u2215\u29F8\u2571\u3033\u2AFD\\\u02D0\u0589\u05C3\u3002\u06D4\u0701]/g,
    (character) => LOOKALIKES[character] ?? character,
  );
  return WEB_ADDRESS.test(plain);
}
