import type { AppContext } from "@foyer/domain/context";
import type { EventDetailsAnswer } from "@foyer/domain/events/find-event";
import { showEvent } from "@foyer/domain/events/public-events";
import { toDomainError } from "@foyer/domain/to-domain-error";
import type { FastifyReply, FastifyRequest } from "fastify";
import { COVER } from "../covers/cover-svg.js";
import { eventHead } from "./event-head.js";
import { type KnownPage, knownPage } from "./known-pages.js";
import { type PageHead, renderHead } from "./page-head.js";
import type { PageTemplate } from "./page-template.js";
import { type RenderedPage, renderedPage, sendPage } from "./send-page.js";

const DESCRIPTION = "Find an event, book your tickets, run your own.";

/** The parts that pages are made from. */
export interface WebPagesOptions {
  readonly template: PageTemplate;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly hasCovers: boolean;
}

/**
 * Serves the web app's HTML with the metadata of the requested page. An event's page comes from the same cache as
 * `event.byId` and is rendered once per cache entry, so it causes no further database queries.
 */
export function createWebPages(context: AppContext, { template, publicUrl, hasCovers }: WebPagesOptions) {
  const make = (head: PageHead) => renderedPage(template.withHead(renderHead(head)));
  const plain = new Map<string | undefined, RenderedPage>();
  const ofEvents = new WeakMap<EventDetailsAnswer, RenderedPage>();
  const browse = make({
    title: "Events",
    description: DESCRIPTION,
    canonical: `${publicUrl}/`,
    image: hasCovers ? { url: `${publicUrl}/cover.png`, alt: "Foyer", ...COVER } : undefined,
    data: { "@context": "https://schema.org", "@type": "WebSite", name: "Foyer", url: `${publicUrl}/` },
  });

  /** Cached without limit: there are as many as titles in `known-pages.ts`. */
  function plainPage(title: string | undefined): RenderedPage {
    let page = plain.get(title);
    if (page === undefined) {
      page = make({ title, description: DESCRIPTION, canonical: undefined });
      plain.set(title, page);
    }
    return page;
  }

  function eventPage(event: EventDetailsAnswer): RenderedPage {
    let page = ofEvents.get(event);
    if (page === undefined) {
      page = make(eventHead(event, { publicUrl, now: context.clock.now(), hasCovers }));
      ofEvents.set(event, page);
    }
    return page;
  }

  async function find(
    page: KnownPage,
  ): Promise<{ readonly page: RenderedPage; readonly status: 200 | 404 | 503 }> {
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
          const domainError = toDomainError(error);
          if (domainError?.code === "NOT_FOUND") return missing();
          if (domainError === undefined) throw error;
          // The web app reports it and retries.
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
