import { isolated } from "@foyer/contract/characters";
import { readableEmail } from "@foyer/contract/email";
import { setEmailInput, type UserView } from "@foyer/contract/user";
import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";

type SetEmailProps = { user: UserView; isOpen: boolean; onClose: () => void };

/** Gives somebody's account another email address. */
export function SetEmail({ user, isOpen, onClose }: SetEmailProps) {
  return (
    <Modal opened={isOpen} onClose={onClose} title={`Change the address of ${isolated(user.name)}`}>
      <SetEmailForm user={user} onClose={onClose} />
    </Modal>
  );
}

function SetEmailForm({ user, onClose }: Omit<SetEmailProps, "isOpen">) {
  const utils = trpc.useUtils();
  const answer = useActionMessage();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "" },
    validate: (values) => fieldErrors(setEmailInput.pick({ email: true }), values),
  });
  const change = trpc.user.setEmail.useMutation({
    async onSuccess({ email }) {
      onClose();
      answer(`The address of ${isolated(user.name)} is ${readableEmail(email)} now.`);
      await Promise.all([
        utils.user.list.invalidate(),
        utils.user.securityEvents.invalidate(),
        utils.user.me.invalidate(),
      ]);
    },
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(change);
  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, ({ email }) => start({ id: user.id, email }))}>
      <Stack gap="md">
        <Text>
          For somebody who has lost their mailbox. Whoever reads the mail of the new address can sign in to
          the account, so be sure that it is theirs. All devices are signed out, and both addresses are told.
        </Text>
        <TextInput
          label="New email"
          type="email"
          autoComplete="off"
          data-autofocus
          required
          withAsterisk={false}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        <FormError error={change.error} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Leave as it is
          </Button>
          <WorkButton
            type="submit"
            label="Change address"
            workingLabel="Changing…"
            isWorking={change.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}
