import { type TrackedEnvelope, tracked } from "@trpc/server";
import { z } from "zod";

/** A message of a subscription, as clients receive it. */
export interface LiveMessage<Data> {
  /** Sent as `lastEventId` when a stream is resumed. */
  readonly id: string;
  readonly data: Data;
}

/** The output of a subscription whose messages have ids: each message is checked by a schema, like any other output. */
export function trackedOutput<Message extends z.ZodType>(message: Message) {
  type Given = AsyncIterable<TrackedEnvelope<z.input<Message>>>;

  async function* check(messages: Given): AsyncGenerator<TrackedEnvelope<z.output<Message>>> {
    for await (const [id, data] of messages) yield tracked(id, message.parse(data));
  }

  const schema = z
    .custom<Given>((value) => typeof value === "object" && value !== null && Symbol.asyncIterator in value)
    .transform((messages) => aheadOfReader(check(messages)));
  // tRPC sends an envelope as an id and data, which is what clients get and what this type says. Its own name for that
  // type is not public, so declarations could not mention it.
  return schema as unknown as z.ZodType<AsyncIterable<LiveMessage<z.output<Message>>>, Given>;
}

/**
 * The same messages, for a reader that asks for the next one before the last was taken. tRPC does so between its pings:
 * until a slow client takes what it has, nobody looks at the answer, and an error that ends the stream meanwhile would be
 * an unhandled rejection, which ends the process. The reader still gets it.
 */
function aheadOfReader<Message>(
  messages: AsyncGenerator<Message, void>,
): AsyncIterableIterator<Message, void> {
  const iterator: AsyncIterableIterator<Message, void> = {
    [Symbol.asyncIterator]: () => iterator,
    next() {
      const answer = messages.next();
      answer.catch(() => {});
      return answer;
    },
    return: () => messages.return(),
  };
  return iterator;
}
