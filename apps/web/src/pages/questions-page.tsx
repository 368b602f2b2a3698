import { isolated } from "@foyer/contract/characters";
import { MAX_QUESTIONS } from "@foyer/contract/question";
import { Button, Group, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { TableSkeleton } from "../manage/event-table";
import { useManagedEvent } from "../manage/managed-event";
import { QuestionForm } from "../manage/question-form";
import { QuestionList } from "../manage/question-list";
import classes from "../manage/question-list.module.css";
import { ActionMessageArea } from "../shared/action-messages";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { usePageTitle } from "../shared/page-title";

/** The questions that those who book are asked. */
export function QuestionsPage() {
  const event = useManagedEvent();
  usePageTitle(`Questions of ${isolated(event.name)}`);
  const [isAdding, adding] = useDisclosure(false);
  const list = trpc.question.list.useQuery({ eventId: event.id });
  const questions = list.data;
  const add = (
    <Button size="sm" onClick={adding.open}>
      Add a question
    </Button>
  );
  return (
    <ActionMessageArea>
      {list.isLoadingError ? (
        <ErrorNotice
          title="The questions could not be loaded."
          error={list.error}
          onRetry={() => void list.refetch()}
        />
      ) : questions === undefined ? (
        <TableSkeleton />
      ) : questions.length === 0 ? (
        <EmptyState title="Nothing is asked yet" action={add}>
          What those who book have to tell you: what they eat, how you reach them, what they agree to. They
          are asked while their tickets are held.
        </EmptyState>
      ) : (
        <>
          <Group justify="space-between">
            <p className={classes.lead}>Asked while the tickets are held, in this order.</p>
            {questions.length < MAX_QUESTIONS && add}
          </Group>
          <QuestionList eventId={event.id} questions={questions} />
        </>
      )}
      <Modal opened={isAdding} onClose={adding.close} title="Add a question">
        <QuestionForm eventId={event.id} onSaved={adding.close} onClose={adding.close} />
      </Modal>
    </ActionMessageArea>
  );
}
