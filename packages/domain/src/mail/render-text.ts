import { asText } from "../outbox/typed-words.js";
import { type MailBlock, type MailDocument, ticketTitle } from "./mail-document.js";

/** A mail as plain text. */
export function renderText({ greeting, blocks, signature }: MailDocument): string {
  return asText(`${[greeting, ...blocks.map(block), `--\n${signature}`].join("\n\n")}\n`);
}

function block(content: MailBlock): string {
  switch (content.kind) {
    case "paragraph":
      return content.text;
    case "facts":
      return content.facts.map(([label, value]) => `${label}: ${value}`).join("\n");
    case "action":
      return `${content.label}:\n${content.url}`;
    case "tickets":
      return content.tickets.map((ticket) => `${ticketTitle(ticket)}: ${ticket.code}`).join("\n");
  }
}
