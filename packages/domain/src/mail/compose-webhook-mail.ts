import type { Mail } from "../outbox/mail.js";
import { asSubject, typedName } from "../outbox/typed-words.js";
import type { WebhookMailTemplate } from "../outbox/webhook-mail-template.js";
import { timeOf } from "./event-time.js";
import { type Fact, type MailBlock, type MailDocument, paragraph } from "./mail-document.js";
import { verificationBlocks } from "./proof-blocks.js";
import { renderHtml } from "./render-html.js";
import { renderText } from "./render-text.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";
import type { WebhookMailContext } from "./webhook-mail-context.js";
import { greetingOf } from "./words-for-reader.js";

/** Why the reader gets the mail, and how to get no more. */
const SIGNATURE =
  "Foyer writes to you because your account has this webhook. To get no more of these mails, switch it off or remove it.";

interface WebhookMail {
  readonly subject: string;
  readonly blocks: readonly MailBlock[];
}

/** Writes a mail; undefined if it is stale. */
type WebhookTemplate = (context: WebhookMailContext) => WebhookMail | undefined;

const TEMPLATES: Readonly<Record<WebhookMailTemplate, WebhookTemplate>> = {
  webhook_failing: failing,
  webhook_given_up: givenUp,
  webhook_gone: gone,
  webhook_set_by_key: setByKey,
};

/** Composes a mail about a webhook; undefined if it is stale. */
export function composeWebhookMail(
  template: WebhookMailTemplate,
  context: WebhookMailContext,
  unverified?: UnverifiedAddress,
): Mail | undefined {
  const composed = TEMPLATES[template](context);
  if (composed === undefined) return undefined;
  const { reader } = context;
  const document: MailDocument = {
    subject: composed.subject,
    greeting: greetingOf(unverified === undefined ? reader : { name: null }),
    blocks: [...composed.blocks, ...verificationBlocks(unverified)],
    signature: SIGNATURE,
  };
  const subject = asSubject(document.subject);
  return { to: reader.email, subject, text: renderText(document), html: renderHtml(document) };
}

/** Stale once it works again, or was switched off. */
function failing(context: WebhookMailContext): WebhookMail | undefined {
  const { isEnabled, failingSince } = context.endpoint;
  if (!isEnabled || failingSince === null) return undefined;
  return {
    subject: `Your webhook${atHost(context)} fails`,
    blocks: [
      paragraph("For hours, nothing that Foyer sent to one of your webhooks has arrived."),
      facts(context),
      paragraph(
        "Foyer goes on trying: each delivery for three days, then it is given up. Once your program answers again, all that waits is sent at once.",
      ),
      toWebhook(context),
    ],
  };
}

/** Not stale once it works again: what was given up is missing still. */
function givenUp(context: WebhookMailContext): WebhookMail | undefined {
  if (!context.endpoint.isEnabled) return undefined;
  return {
    subject: `Deliveries to your webhook${atHost(context)} were given up`,
    blocks: [
      paragraph(
        "For three days, nothing that Foyer sent to one of your webhooks arrived. Deliveries that old are given up: your program does not learn of what they tell by itself.",
      ),
      facts(context),
      paragraph(
        "They stay in the webhook's log for thirty days, from where you can send them again. Foyer goes on trying with what is newer.",
      ),
      toWebhook(context),
    ],
  };
}

/** Stale once it was switched on again. */
function gone(context: WebhookMailContext): WebhookMail | undefined {
  const { isEnabled, isGone } = context.endpoint;
  if (isEnabled || !isGone) return undefined;
  return {
    subject: `Your webhook${atHost(context)} was switched off`,
    blocks: [
      paragraph(
        "The receiver of one of your webhooks answered 410 Gone: it wants no more deliveries. So Foyer has switched the webhook off, and given up what waited for it.",
      ),
      facts(context),
      paragraph(
        "If that was a mistake, correct the address, switch it on, and send what is missing from the log.",
      ),
      toWebhook(context),
    ],
  };
}

/** Stale once somebody who was signed in gave it another address. */
function setByKey(context: WebhookMailContext): WebhookMail | undefined {
  const { apiKeyName } = context.endpoint;
  if (apiKeyName === null) return undefined;
  return {
    subject: `A program set up a webhook${atHost(context)}`,
    blocks: [
      paragraph(
        "A program with one of your API keys has told Foyer to send what happens to your events to another program, with the names and addresses of those who book.",
      ),
      {
        kind: "facts",
        facts: typedFacts(context, [
          ["Address", typedName(hostOf(context))],
          ["API key", typedName(apiKeyName)],
        ]),
      },
      paragraph(
        "If you do not know of it, remove the webhook and revoke the key on your account page. Revoking the key alone leaves the webhook.",
      ),
      toWebhook(context),
    ],
  };
}

/** What is known of a failing webhook. */
function facts(context: WebhookMailContext): MailBlock {
  const { failingSince, lastProblem } = context.endpoint;
  return {
    kind: "facts",
    facts: [
      ...typedFacts(context, [["Address", typedName(hostOf(context))]]),
      ...(failingSince === null ? [] : ([["Failing since", timeOf(failingSince, "UTC")]] as const)),
      ...(lastProblem === null ? [] : typedFacts(context, [["Last problem", lastProblem]])),
    ],
  };
}

/** To an address that nobody has proved goes nothing that somebody typed. */
function typedFacts({ isProved }: WebhookMailContext, known: readonly Fact[]): readonly Fact[] {
  return isProved ? known : [];
}

/** For a subject; the same holds for it. */
function atHost(context: WebhookMailContext): string {
  return context.isProved ? ` at ${typedName(hostOf(context))}` : "";
}

/** Without path and query, which often hold a secret. */
function hostOf({ endpoint }: WebhookMailContext): string {
  return new URL(endpoint.url).host;
}

function toWebhook({ endpoint, publicUrl }: WebhookMailContext): MailBlock {
  return { kind: "action", label: "Look at the webhook", url: `${publicUrl}/manage/webhooks/${endpoint.id}` };
}
