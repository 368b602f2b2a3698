import type { BookingAnswers } from "@foyer/contract/question";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { serverFieldErrors } from "../shared/server-issues";
import { type AnswerDrafts, type AskedQuestion, changedAnswers } from "./answer-draft";
import { refusedAnswers } from "./refused-answers";

type Details = {
  readonly asked: readonly AskedQuestion[];
  readonly before: AnswerDrafts;
  readonly drafts: AnswerDrafts;
  /** Names by ticket number, as they were shown, and as entered. */
  readonly namesBefore: TicketNames;
  readonly names: TicketNames;
};

export type TicketNames = Readonly<Record<number, string>>;

/** Saves the names on a booking's tickets and its answers; what was not changed is not sent. */
export function useSaveDetails(bookingId: string, { tickets }: Pick<BookingAnswers, "tickets">) {
  const utils = trpc.useUtils();
  const refresh = useRefreshTickets();
  const nameTickets = trpc.booking.nameTickets.useMutation();
  const answer = trpc.booking.answer.useMutation();

  /** @returns the errors of fields, by field; none if all was saved. Rejects with any other error. */
  async function save({
    asked,
    before,
    drafts,
    namesBefore,
    names,
  }: Details): Promise<Record<string, string>> {
    const renamed = tickets.flatMap(({ number, holderEmail }) => {
      const name = names[number]?.trim() ?? "";
      // One that was passed on, perhaps meanwhile, has the name of whom it was passed on to.
      if (holderEmail !== null || name === (namesBefore[number] ?? "")) return [];
      return [{ ticketNumber: number, name: name === "" ? null : name }];
    });
    const changed = changedAnswers(asked, before, drafts);
    try {
      if (renamed.length > 0) await nameTickets.mutateAsync({ id: bookingId, names: renamed });
      if (changed.length > 0) {
        const answers = changed.map((one) => one.answer);
        utils.booking.answers.setData(
          { id: bookingId },
          await answer.mutateAsync({ id: bookingId, answers }),
        );
      }
    } catch (error) {
      const errors = placedErrors(error, { renamed, changed });
      if (Object.keys(errors).length > 0) return errors;
      throw error;
    }
    await refresh();
    return {};
  }

  const error = nameTickets.error ?? answer.error;
  const isWorking = nameTickets.isPending || answer.isPending;
  return { save, isWorking, error };
}

/** The server's messages by the fields of the form that they are about. */
function placedErrors(
  error: unknown,
  sent: {
    readonly renamed: readonly { readonly ticketNumber: number }[];
    readonly changed: readonly { readonly field: string }[];
  },
): Record<string, string> {
  const placed = refusedAnswers(error, sent.changed);
  for (const [path, message] of Object.entries(serverFieldErrors(error))) {
    const [list, index] = path.split(".");
    const field = list === "names" ? nameField(sent.renamed[Number(index)]?.ticketNumber) : undefined;
    if (field !== undefined) placed[field] = message;
  }
  return placed;
}

/** The name of the field for the name on a ticket. */
export function nameField(ticketNumber: number | undefined): string | undefined {
  return ticketNumber === undefined ? undefined : `name ${ticketNumber}`;
}
