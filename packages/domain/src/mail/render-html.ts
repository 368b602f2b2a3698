import { asHtml, asSubject } from "../outbox/typed-words.js";
import { escapeHtml } from "./escape-html.js";
import {
  type MailBlock,
  type MailDocument,
  type MailedTicket,
  ticketContentId,
  ticketTitle,
} from "./mail-document.js";

// Foyer's colours. Mail programs ignore style sheets, so all styles are inline.
const PAPER = "#FAF7F2";
const INK = "#1C1917";
const FADED_INK = "#57534E";
const CURTAIN_RED = "#9F1D35";
const HAIRLINE = "#E3DDD3";
const SANS = "Inter,'Segoe UI',Helvetica,Arial,sans-serif";
const SERIF = "Fraunces,Georgia,'Times New Roman',serif";

/** The displayed size in pixels; the image has a higher resolution. */
const QR_SIZE = 180;

/** A mail as HTML: inline styles, no scripts, no external resources. */
export function renderHtml({ subject, greeting, blocks, signature }: MailDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${escapeHtml(asSubject(subject))}</title>
</head>
<body style="margin:0;padding:24px 16px;background:${PAPER};color:${INK};font:16px/1.5 ${SANS}">
<div style="max-width:560px;margin:0 auto">
<p style="margin:0 0 24px;padding-bottom:8px;border-bottom:2px solid ${CURTAIN_RED};font:600 20px/1.3 ${SERIF}">Foyer</p>
<h1 style="margin:0 0 16px;font:600 26px/1.25 ${SERIF}">${words(subject)}</h1>
${text(greeting)}
${blocks.map(block).join("\n")}
<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid ${HAIRLINE};color:${FADED_INK};font-size:14px">${escapeHtml(signature)}</p>
</div>
</body>
</html>
`;
}

function block(content: MailBlock): string {
  switch (content.kind) {
    case "paragraph":
      return text(content.text);
    case "facts":
      return `<table style="margin:0 0 24px;border-collapse:collapse">
${content.facts.map(([label, value]) => fact(label, value)).join("\n")}
</table>`;
    case "action":
      return `<p style="margin:0 0 24px"><a href="${escapeHtml(content.url)}" target="_blank" style="display:inline-block;padding:12px 20px;border-radius:4px;background:${CURTAIN_RED};color:#FFFFFF;font-weight:600;text-decoration:none">${escapeHtml(content.label)}</a></p>`;
    case "tickets":
      return content.tickets.map(ticket).join("\n");
  }
}

function text(content: string): string {
  return `<p style="margin:0 0 16px;overflow-wrap:anywhere">${words(content)}</p>`;
}

/** Text as HTML, with user input isolated. */
function words(content: string): string {
  return asHtml(escapeHtml(content));
}

function fact(label: string, value: string): string {
  return `<tr><th scope="row" style="padding:4px 16px 4px 0;color:${FADED_INK};font-weight:400;text-align:left;vertical-align:top;white-space:nowrap">${escapeHtml(label)}</th><td style="padding:4px 0;overflow-wrap:anywhere">${words(value)}</td></tr>`;
}

function ticket(shown: MailedTicket): string {
  const name = words(ticketTitle(shown));
  return `<div style="margin:0 0 16px;padding:16px;border:1px solid ${HAIRLINE};border-radius:4px;background:#FFFFFF;text-align:center">
<p style="margin:0 0 8px;font-weight:600">${name}</p>
<img src="cid:${ticketContentId(shown)}" width="${QR_SIZE}" height="${QR_SIZE}" alt="QR code of ticket ${shown.number}" style="display:block;margin:0 auto">
<p style="margin:8px 0 0;font:13px/1.5 monospace;overflow-wrap:anywhere">${escapeHtml(shown.code)}</p>
</div>`;
}
