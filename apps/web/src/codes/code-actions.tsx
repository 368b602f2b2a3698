import type { DiscountCodeView } from "@foyer/contract/discount-code";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { ActionIcon, Menu } from "@mantine/core";
import { useClipboard, useDisclosure } from "@mantine/hooks";
import {
  IconDots,
  IconLink,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconTrash,
} from "@tabler/icons-react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { ErrorNotice } from "../shared/error-notice";
import { useOneAtATime } from "../shared/one-at-a-time";
import { CodeDialog } from "./code-dialog";
import { codeAddress } from "./code-words";
import { RemoveCode } from "./remove-code";

type CodeActionsProps = { code: DiscountCodeView; kinds: readonly TicketTypeFigures[] };

/** What can be done with a code. */
export function CodeActions({ code, kinds }: CodeActionsProps) {
  const [isEditing, editing] = useDisclosure(false);
  const [isRemoving, removing] = useDisclosure(false);
  const answer = useActionMessage();
  const clipboard = useClipboard();
  const utils = trpc.useUtils();
  const update = trpc.discountCode.update.useMutation({
    async onSuccess({ isActive }) {
      await utils.discountCode.invalidate();
      answer(`The code ${code.code} ${isActive ? "works again" : "is switched off"}.`);
    },
  });
  const start = useOneAtATime(update);
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label={`More about the code ${code.code}`}>
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={18} />} onClick={editing.open}>
            Edit code
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLink size={18} />}
            onClick={() => {
              clipboard.copy(codeAddress(location.origin, code.eventId, code.code));
              answer(`The link with the code ${code.code} is copied.`);
            }}
          >
            Copy link
          </Menu.Item>
          <Menu.Item
            leftSection={code.isActive ? <IconPlayerPause size={18} /> : <IconPlayerPlay size={18} />}
            onClick={() => start({ id: code.id, isActive: !code.isActive })}
          >
            {code.isActive ? "Switch off" : "Switch on"}
          </Menu.Item>
          <Menu.Item leftSection={<IconTrash size={18} />} c="var(--foyer-red-text)" onClick={removing.open}>
            Remove code
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {update.isError && <ErrorNotice error={update.error} />}
      <CodeDialog code={code} kinds={kinds} opened={isEditing} onClose={editing.close} />
      <RemoveCode code={code} opened={isRemoving} onClose={removing.close} />
    </>
  );
}
