import { eventId } from "@foyer/contract/ids";
import type { AppContext } from "@foyer/domain/context";
import { showEvent } from "@foyer/domain/events/public-events";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { hasTag } from "../http/etag.js";
import { readId } from "../http/file-request.js";
import { coverOfEvent } from "../pages/event-head.js";
import { coverVersion, createCoverRenderer } from "./cover-renderer.js";
import type { CoverSubject } from "./cover-svg.js";

/** An hour is enough, since the URL changes with the picture. */
const CACHE_CONTROL = "public, max-age=3600";

const OF_THE_APP: CoverSubject = {
  name: "Foyer",
  category: "Theatre",
  facts: ["Find an event, book your tickets, run your own."],
};

/** Serves covers as PNG, for link previews. */
export function mountCovers(app: FastifyInstance, context: AppContext): void {
  const pictures = createCoverRenderer();

  async function send(request: FastifyRequest, reply: FastifyReply, subject: CoverSubject) {
    const etag = `"${coverVersion(subject)}"`;
    reply.headers({
      etag,
      "cache-control": CACHE_CONTROL,
      // Other sites show it next to a link to the event.
      "cross-origin-resource-policy": "cross-origin",
    });
    if (hasTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
    const picture = await pictures.draw(subject);
    return reply.type("image/png").send(picture);
  }

  app.get("/cover.png", (request, reply) => send(request, reply, OF_THE_APP));
  app.get("/events/:id/cover.png", async (request, reply) => {
    const { answer } = await showEvent(context, readId(request, eventId));
    return send(request, reply, coverOfEvent(answer));
  });
}
