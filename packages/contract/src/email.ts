import punycode from "punycode.js";

/** What no domain has, and what would make an address of the web something else than a domain. */
const NO_DOMAIN = /[\s/?#@:\\[\]%]/;

/**
 * An email address as it is stored and looked up: trimmed, lower-cased, an international domain in its ASCII form, so
 * that each spelling of a domain is the same account.
 *
 * @returns the text as it is, in lower case, where it is no address
 */
export function storedEmail(text: string): string {
  const typed = text.trim();
  const at = typed.lastIndexOf("@");
  const domain = typed.slice(at + 1);
  return `${typed.slice(0, at + 1).toLowerCase()}${asciiDomain(domain) ?? domain.toLowerCase()}`;
}

/** By the browsers' own rules (UTS 46), which Node has as well; undefined when it is none. */
function asciiDomain(domain: string): string | undefined {
  if (/^[\0-\x7f]*$/.test(domain) || NO_DOMAIN.test(domain)) return undefined;
  const url = `http://${domain}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** A stored address as people write it: "info@müller.de" for "info@xn--mller-kva.de". */
export function readableEmail(email: string): string {
  const at = email.lastIndexOf("@");
  const domain = email.slice(at + 1);
  if (!/(?:^|\.)xn--/.test(domain)) return email;
  try {
    const readable = punycode.toUnicode(domain);
    // What would not lead back to the same domain only looks like another one.
    return asciiDomain(readable) === domain ? `${email.slice(0, at + 1)}${readable}` : email;
  } catch (error) {
    if (error instanceof RangeError) return email;
    throw error;
  }
}
