import type { DeliveryView } from "@foyer/contract/webhook";
import { Button, Modal, Stack, Table } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconClock } from "@tabler/icons-react";
import { useState } from "react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { DataTable } from "../shared/data-table";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { WorkButton } from "../shared/work-button";
import { readablePayload, tryWords, WORDS_FOR_STATES } from "./webhook-words";
import classes from "./webhooks.module.css";

/** Deliveries with their states; a press on one shows what was sent. */
export function DeliveryTable({
  deliveries,
  mayReplay,
}: {
  deliveries: readonly DeliveryView[];
  mayReplay: boolean;
}) {
  const [shownId, setShownId] = useState<string | null>(null);
  const shown = deliveries.find(({ id }) => id === shownId);
  return (
    <>
      <DataTable aria-label="Deliveries">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Event</Table.Th>
            <Table.Th className={table.wide}>State</Table.Th>
            <Table.Th className={table.wide}>Status</Table.Th>
            <Table.Th className={table.wide}>Happened</Table.Th>
            <Table.Th className={table.action}>
              <span className="heard">Action</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {deliveries.map((delivery) => (
            <Table.Tr key={delivery.id}>
              <Table.Td className={table.who}>
                <strong>{delivery.type}</strong>
                <div className={table.narrow}>
                  <DeliveryMark delivery={delivery} />
                  <div className={table.soft}>{whenHere(delivery.createdAt)}</div>
                </div>
              </Table.Td>
              <Table.Td className={`${table.wide} ${classes.state}`}>
                <DeliveryMark delivery={delivery} />
              </Table.Td>
              <Table.Td className={table.wide}>{delivery.lastStatus ?? "–"}</Table.Td>
              <Table.Td className={table.wide}>{whenHere(delivery.createdAt)}</Table.Td>
              <Table.Td className={table.action}>
                <Button
                  variant="subtle"
                  color="gray"
                  size="compact-sm"
                  aria-label={`Show ${delivery.type} of ${whenHere(delivery.createdAt)}`}
                  onClick={() => setShownId(delivery.id)}
                >
                  Show
                </Button>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </DataTable>
      <Modal
        opened={shown !== undefined}
        onClose={() => setShownId(null)}
        size={720}
        title={shown?.type ?? ""}
      >
        {shown && <DeliveryDetails delivery={shown} mayReplay={mayReplay} onClose={() => setShownId(null)} />}
      </Modal>
    </>
  );
}

function DeliveryMark({ delivery }: { delivery: DeliveryView }) {
  const { state } = delivery;
  const Icon = state === "delivered" ? IconCheck : state === "queued" ? IconClock : IconAlertTriangle;
  return (
    <div>
      <span className={classes.mark} data-state={state}>
        <Icon size={18} aria-hidden />
        {WORDS_FOR_STATES[state]}
      </span>
      {tryWords(delivery).map((line) => (
        <div key={line} className={table.soft}>
          {line}
        </div>
      ))}
    </div>
  );
}

function DeliveryDetails({
  delivery,
  mayReplay,
  onClose,
}: {
  delivery: DeliveryView;
  mayReplay: boolean;
  onClose: () => void;
}) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const replay = trpc.webhook.replay.useMutation({
    async onSuccess() {
      await utils.webhook.deliveries.invalidate();
      onClose();
      answer(`${delivery.type} is being sent again, with the same id.`);
    },
  });
  const start = useOneAtATime(replay);
  return (
    <Stack gap="md">
      <DeliveryMark delivery={delivery} />
      <p className={classes.soft}>
        Sent as <code>{delivery.messageId}</code>
      </p>
      {replay.isError && <ErrorNotice error={replay.error} />}
      {mayReplay && delivery.state !== "queued" && (
        <WorkButton
          variant="default"
          label="Send again"
          workingLabel="Sending…"
          isWorking={replay.isPending}
          onClick={() => start({ deliveryId: delivery.id })}
        />
      )}
      <pre className={classes.payload}>{readablePayload(delivery.payload)}</pre>
    </Stack>
  );
}
