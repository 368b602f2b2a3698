import { escapeHtml } from "@foyer/domain/mail/escape-html";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CaughtAttachment, CaughtMail, MailCatcher } from "../mail/mail-catcher.js";

const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);
const LOOPBACK_NAMES = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

/** Serves the caught mails at `/dev/mail`, as HTML or JSON, to this machine only. */
export function mountDevMail(app: FastifyInstance, catcher: MailCatcher): void {
  app.get("/dev/mail", (request: FastifyRequest, reply: FastifyReply) => {
    if (!isThisMachine(request)) return reply.callNotFound();
    reply.header("cache-control", "no-store");
    if (request.headers.accept?.includes("application/json")) return reply.send(catcher.list());
    return reply.type("text/html; charset=utf-8").send(page(catcher.list()));
  });
}

/**
 * Whether the request comes from this machine's user: not through a proxy running here, and not from another site
 * whose name resolves to this machine (DNS rebinding).
 */
function isThisMachine(request: FastifyRequest): boolean {
  const address = request.socket.remoteAddress;
  const isForwarded =
    request.headers.forwarded !== undefined || request.headers["x-forwarded-for"] !== undefined;
  return (
    address !== undefined && LOOPBACK.has(address) && LOOPBACK_NAMES.has(request.hostname) && !isForwarded
  );
}

function page(mails: readonly CaughtMail[]): string {
  const list = mails.map(article).join("\n");
  const count = mails.length === 1 ? "1 message" : `${mails.length} messages`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Caught mail · Foyer</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
  article { border-top: 1px solid #8886; padding: 1rem 0; }
  h2 { font-size: 1.1rem; margin: 0; }
  p { margin: 0.25rem 0; opacity: 0.8; }
  iframe { width: 100%; height: 36rem; resize: vertical; border: 1px solid #8886; background: #fff; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
</style>
</head>
<body>
<h1>Caught mail</h1>
<p>${mails.length === 0 ? "Nothing yet. What Foyer mails in development lands here instead of in a mailbox." : count}</p>
${list}
</body>
</html>`;
}

function article({ to, subject, text, html, attachments, at }: CaughtMail): string {
  const body = escapeHtml(text).replace(/https?:\/\/[^\s<]+/g, (url) => `<a href="${url}">${url}</a>`);
  const plain = `<pre>${body}</pre>`;
  const shown =
    html === ""
      ? plain
      : `${frame(subject, html, attachments)}<details><summary>As text</summary>${plain}</details>`;
  return `<article><h2>${escapeHtml(subject)}</h2><p>To ${escapeHtml(to)}, ${at.toISOString()}</p>${shown}${files(attachments)}</article>`;
}

/** A mail's HTML in a sandboxed frame; its links open in new tabs. */
function frame(subject: string, html: string, attachments: readonly CaughtAttachment[]): string {
  const pictured = attachments.reduce(
    (shown, { contentId, contentType, content }) =>
      contentId === undefined || content === undefined
        ? shown
        : shown.replaceAll(`cid:${contentId}`, `data:${contentType};base64,${content}`),
    html,
  );
  const rights = "allow-popups allow-popups-to-escape-sandbox";
  return `<iframe sandbox="${rights}" title="${escapeHtml(subject)}" srcdoc="${escapeHtml(pictured)}"></iframe>`;
}

function files(attachments: readonly CaughtAttachment[]): string {
  if (attachments.length === 0) return "";
  const items = attachments.map(
    ({ filename, contentType, size }) =>
      `<li>${escapeHtml(filename)} (${escapeHtml(contentType)}, ${size} bytes)</li>`,
  );
  return `<p>Comes with:</p><ul>${items.join("")}</ul>`;
}
