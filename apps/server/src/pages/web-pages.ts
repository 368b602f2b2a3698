import type { AppContext } from "@foyer/domain/context";
import type { EventAnswer } from "@foyer/domain/events/find-event";
import { showEvent } from "@foyer/domain/events/public-events";
import { toDomainError } from "@foyer/domain/to-domain-error";
import type { FastifyReply, FastifyRequest } from "fastify";
import { COVER } from "../covers/cover-svg.js";
import { eventHead } from "./event-head.js";
import { type KnownPage, knownPage } from "./known-pages.js";
import { type ReadyPage, readyPage, sendPage } from "./page-answer.js";
import { type PageHead, renderHead } from "./page-head.js";
import type { PageTemplate } from "./page-template.js";

const DESCRIPTION = "Find an event, book your tickets, run your own.";

/** What the pages are made from. */
export interface WebPagesOptions {
  readonly template: PageTemplate;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly hasCovers: boolean;
}

/**
 * Answers with the web app's page, and what it is about in its head. What is said of an event is read from the same
 * kept answers as `event.byId`, and put into words once for each of those: the database is asked no more than by
 * whoever reads the event itself.
 */
export function createWebPages(context: AppContext, { template, publicUrl, hasCovers }: WebPagesOptions) {
  const make = (head: PageHead) => readyPage(template.withHead(renderHead(head)));
  const plain = new Map<string | undefined, ReadyPage>();
  const ofEvents = new WeakMap<EventAnswer, ReadyPage>();
  const browse = make({
    title: "Events",
    description: DESCRIPTION,
    canonical: `${publicUrl}/`,
    image: hasCovers ? { url: `${publicUrl}/cover.png`, alt: "Foyer", ...COVER } : undefined,
    data: { "@context": "https://schema.org", "@type": "WebSite", name: "Foyer", url: `${publicUrl}/` },
  });

  /** There are as many of these as titles in `known-pages.ts`. */
  function plainPage(title: string | undefined): ReadyPage {
    let page = plain.get(title);
    if (page === undefined) {
      page = make({ title, description: DESCRIPTION, canonical: undefined });
      plain.set(title, page);
    }
    return page;
  }

  function eventPage(event: EventAnswer): ReadyPage {
    let page = ofEvents.get(event);
    if (page === undefined) {
      page = make(eventHead(event, { publicUrl, now: context.clock.now(), hasCovers }));
      ofEvents.set(event, page);
    }
    return page;
  }

  async function find(
    page: KnownPage,
  ): Promise<{ readonly page: ReadyPage; readonly status: 200 | 404 | 503 }> {
    const missing = () => ({ page: plainPage("Not found"), status: 404 }) as const;
    switch (page.kind) {
      case "browse":
        return { page: browse, status: 200 };
      case "plain":
        return { page: plainPage(page.title), status: 200 };
      case "missing":
        return missing();
      case "event":
        try {
          return { page: eventPage((await showEvent(context, page.id)).answer), status: 200 };
        } catch (error) {
          const refusal = toDomainError(error);
          if (refusal?.code === "NOT_FOUND") return missing();
          if (refusal === undefined) throw error;
          // The web app says so itself, and tries again.
          return { page: plainPage(undefined), status: 503 };
        }
    }
  }

  /** @param path of the request, decoded */
  return async (request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> => {
    const { page, status } = await find(knownPage(path));
    if (status === 503) reply.header("retry-after", "5");
    return sendPage(request, reply, page, status);
  };
}
