import { isolated } from "@foyer/contract/characters";
import type { UserView } from "@foyer/contract/user";
import { ActionIcon, Button, Menu, Modal, Stack, Text } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { useActionMessage } from "../shared/action-messages";
import { DANGER } from "../shared/danger";
import { DialogActions } from "../shared/dialog-actions";
import { ErrorNotice } from "../shared/error-notice";
import { WorkButton } from "../shared/work-button";
import { SetEmail } from "./set-email";
import { useChangeUser } from "./use-change-user";
import { changesFor, changeWords, type UserChange } from "./user-changes";

/** The menu of changes to an account, each with a confirmation. */
export function UserActions({ user }: { user: UserView }) {
  const isOneself = useMe()?.id === user.id;
  const navigate = useNavigate();
  const [asked, setAsked] = useState<UserChange | null>(null);
  // Kept while the dialog fades out, even if the account has changed by then.
  const [shown, setShown] = useState<UserChange>("disable");
  const ask = (change: UserChange) => {
    setShown(change);
    setAsked(change);
  };
  const close = () => setAsked(null);
  const [isAddressing, setIsAddressing] = useState(false);
  return (
    <>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={44} aria-label={`Change ${isolated(user.name)}`}>
            <IconDots size={20} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {user.deletedAt === null && (
            <>
              {changesFor(user).map((change) => (
                <Menu.Item key={change} onClick={() => ask(change)}>
                  {changeWords(change, user, isOneself).verb}
                </Menu.Item>
              ))}
              <Menu.Item onClick={() => setIsAddressing(true)}>Change address</Menu.Item>
              <Menu.Divider />
            </>
          )}
          <Menu.Item onClick={() => void navigate({ to: "/admin/security", search: { user: user.id } })}>
            What happened to it
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <SetEmail user={user} isOpen={isAddressing} onClose={() => setIsAddressing(false)} />
      <Modal opened={asked !== null} onClose={close} title={changeWords(shown, user, isOneself).question}>
        <Question change={shown} user={user} isOneself={isOneself} onClose={close} />
      </Modal>
    </>
  );
}

type QuestionProps = { change: UserChange; user: UserView; isOneself: boolean; onClose: () => void };

function Question({ change, user, isOneself, onClose }: QuestionProps) {
  const utils = trpc.useUtils();
  const answer = useActionMessage();
  const words = changeWords(change, user, isOneself);
  const { start, isWorking, error } = useChangeUser(async () => {
    onClose();
    answer(words.done);
    await Promise.all([
      utils.user.list.invalidate(),
      utils.user.securityEvents.invalidate(),
      ...(isOneself ? [utils.user.me.invalidate()] : []),
    ]);
  });
  return (
    <Stack gap="md">
      <Text>{words.consequence}</Text>
      {error != null && <ErrorNotice error={error} />}
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          Leave as it is
        </Button>
        <WorkButton
          {...(words.takes ? DANGER : {})}
          label={words.verb}
          workingLabel={words.working}
          isWorking={isWorking}
          onClick={() => start(change, user.id)}
        />
      </DialogActions>
    </Stack>
  );
}
