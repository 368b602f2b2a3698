import type { QuestionView } from "@foyer/contract/question";
import { ActionIcon, Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import row from "../shared/row-actions.module.css";
import { Typed } from "../shared/typed";
import { QuestionForm } from "./question-form";
import classes from "./question-list.module.css";
import { questionWords } from "./question-words";

type QuestionListProps = { eventId: string; questions: readonly QuestionView[] };

/** The questions of an event in their order, each with what can be done with it. */
export function QuestionList({ eventId, questions }: QuestionListProps) {
  const utils = trpc.useUtils();
  const answer = useActionMessage();
  const order = trpc.question.order.useMutation({
    onSuccess: (ordered) => utils.question.list.setData({ eventId }, ordered),
    onError: () => void utils.question.list.invalidate(),
  });
  const startOrder = useOneAtATime(order);
  function move(question: QuestionView, by: -1 | 1): void {
    const others = questions.filter(({ id }) => id !== question.id);
    const place = questions.indexOf(question) + by;
    if (place < 0 || place >= questions.length) return;
    const ordered = [...others.slice(0, place), question, ...others.slice(place)];
    startOrder({ eventId, ids: ordered.map(({ id }) => id) });
    answer(`“${question.label}” is number ${place + 1} now.`);
  }
  return (
    <>
      {order.isError && <ErrorNotice error={order.error} />}
      <ol className={classes.list}>
        {questions.map((question, index) => (
          <li key={question.id} className={classes.question} data-closed={question.isClosed || undefined}>
            <div>
              <p className={classes.label}>
                <Typed>{question.label}</Typed>
              </p>
              <p className={classes.soft}>{questionWords(question)}</p>
              {question.options.length > 0 && (
                <p className={classes.soft} dir="auto">
                  {question.options.join(" · ")}
                </p>
              )}
            </div>
            <div className={row.actions}>
              <div className={classes.order}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={`Move up: ${question.label}`}
                  aria-disabled={index === 0}
                  onClick={() => move(question, -1)}
                >
                  <IconArrowUp size={18} aria-hidden />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={36}
                  aria-label={`Move down: ${question.label}`}
                  aria-disabled={index === questions.length - 1}
                  onClick={() => move(question, 1)}
                >
                  <IconArrowDown size={18} aria-hidden />
                </ActionIcon>
              </div>
              <ChangeQuestion eventId={eventId} question={question} />
              <EndQuestion question={question} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function ChangeQuestion({ eventId, question }: { eventId: string; question: QuestionView }) {
  const [opened, { open, close }] = useDisclosure(false);
  const answer = useActionMessage();
  return (
    <>
      <Button variant="subtle" color="gray" size="sm" onClick={open} aria-label={`Change: ${question.label}`}>
        Change
      </Button>
      <Modal opened={opened} onClose={close} title="Change the question">
        <QuestionForm
          eventId={eventId}
          question={question}
          onSaved={({ label }) => {
            close();
            answer(`“${label}” is saved.`);
          }}
          onClose={close}
        />
      </Modal>
    </>
  );
}

/** Removes a question, or opens one again that is no longer asked. */
function EndQuestion({ question }: { question: QuestionView }) {
  const { id, label, isClosed } = question;
  const utils = trpc.useUtils();
  const answer = useActionMessage();
  const remove = trpc.question.remove.useMutation({
    async onSuccess() {
      await utils.question.invalidate();
      answer(`“${label}” is no longer asked. Answers that were given are kept.`, "note");
    },
  });
  const reopen = trpc.question.update.useMutation({
    async onSuccess() {
      await utils.question.invalidate();
      answer(`“${label}” is asked again.`);
    },
  });
  const startRemove = useOneAtATime(remove);
  const startReopen = useOneAtATime(reopen);
  const error = remove.error ?? reopen.error;
  return (
    <>
      {isClosed ? (
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Ask again: ${label}`}
          onClick={() => startReopen({ id, isClosed: false })}
        >
          Ask again
        </Button>
      ) : (
        <Button
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={`Stop asking: ${label}`}
          onClick={() => startRemove({ id })}
        >
          Stop asking
        </Button>
      )}
      {error && <ErrorNotice error={error} />}
    </>
  );
}
