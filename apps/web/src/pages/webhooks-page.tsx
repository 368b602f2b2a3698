import { MAX_WEBHOOKS } from "@foyer/contract/webhook";
import { Button, Container, Group, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { TableSkeleton } from "../manage/event-table";
import { ActionMessageArea } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { BlockLink, TextLink } from "../shared/links";
import { usePageTitle } from "../shared/page-title";
import { AddWebhook } from "../webhooks/add-webhook";
import { WebhookState } from "../webhooks/webhook-state";
import { eventsWords } from "../webhooks/webhook-words";
import classes from "../webhooks/webhooks.module.css";

/** The addresses that are told of changes of one's events. */
export function WebhooksPage() {
  usePageTitle("Webhooks");
  const list = trpc.webhook.list.useQuery();
  const webhooks = list.data;
  const [isAdding, adding] = useDisclosure(false);
  const add = (
    <Button size="sm" onClick={adding.open}>
      Add a webhook
    </Button>
  );
  return (
    <Container size={1152} px="md">
      <p className={`${classes.soft} ${classes.crumb}`}>
        <TextLink to="/manage">Your events</TextLink>
      </p>
      <ActionMessageArea>
        <Group justify="space-between" className={classes.head}>
          <Title order={1} size="h2">
            Webhooks
          </Title>
          {webhooks && webhooks.length > 0 && webhooks.length < MAX_WEBHOOKS && add}
        </Group>
        {list.isLoadingError ? (
          <ErrorNotice
            title="Your webhooks could not be loaded."
            error={list.error}
            onRetry={() => void list.refetch()}
          />
        ) : webhooks === undefined ? (
          <TableSkeleton />
        ) : webhooks.length === 0 ? (
          <EmptyState title="No program is told yet" action={add}>
            A webhook is an address of a program of yours. Foyer calls it whenever something happens to your
            events: a booking, a payment, a ticket at the door.
          </EmptyState>
        ) : (
          <>
            <p className={classes.lead}>
              {counted(webhooks.length, "address", "addresses")} {webhooks.length === 1 ? "is" : "are"} told
              of what happens to your events.
              {webhooks.length >= MAX_WEBHOOKS && " That is as many as there can be."}
            </p>
            <ul className={classes.list}>
              {webhooks.map((webhook) => (
                <li key={webhook.id}>
                  <BlockLink
                    to="/manage/webhooks/$webhookId"
                    params={{ webhookId: webhook.id }}
                    className={classes.item ?? ""}
                  >
                    <div>
                      <div className={classes.url}>{webhook.url}</div>
                      <p className={classes.soft}>{eventsWords(webhook)}</p>
                    </div>
                    <WebhookState webhook={webhook} />
                  </BlockLink>
                </li>
              ))}
            </ul>
          </>
        )}
        <AddWebhook opened={isAdding} onClose={adding.close} />
      </ActionMessageArea>
    </Container>
  );
}
