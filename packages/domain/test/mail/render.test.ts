import type { MailDocument } from "@foyer/domain/mail/mail-document";
import { renderHtml } from "@foyer/domain/mail/render-html";
import { renderText } from "@foyer/domain/mail/render-text";
import { describe, expect, it } from "vitest";

const NASTY = `<script>alert("1")</script> & 'more'`;
const ESCAPED = "&#60;script&#62;alert(&#34;1&#34;)&#60;/script&#62; &#38; &#39;more&#39;";

const document: MailDocument = {
  subject: NASTY,
  greeting: NASTY,
  signature: NASTY,
  blocks: [
    { kind: "paragraph", text: NASTY },
    { kind: "facts", facts: [[NASTY, NASTY]] },
    { kind: "action", label: NASTY, url: `http://localhost:3000/?q="><script>` },
    { kind: "tickets", tickets: [{ number: 1, code: NASTY }] },
  ],
};

describe("a mail", () => {
  it("escapes whatever people wrote, wherever it stands in HTML", () => {
    const html = renderHtml(document);
    expect(html).not.toContain("<script");
    expect(html).not.toContain('"><script');
    // Title, heading, greeting, paragraph, label, value, button, code, signature.
    expect(html.split(ESCAPED)).toHaveLength(10);
  });

  it("loads nothing from elsewhere", () => {
    const sources = [...renderHtml(document).matchAll(/(?:src|url)\s*[=(]\s*"?([^">)]*)/g)].map(
      ([, at]) => at,
    );
    expect(sources).toEqual(["cid:ticket-1@foyer"]);
  });

  it("says the same as text, as people wrote it", () => {
    const text = renderText({ ...document, subject: "Hello" });
    expect(text).toContain(`${NASTY}: ${NASTY}`);
    expect(text).toContain(`Ticket 1: ${NASTY}`);
    expect(text).toContain(`${NASTY}:\nhttp://localhost:3000/`);
  });
});
