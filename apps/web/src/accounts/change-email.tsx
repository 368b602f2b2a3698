import { readableEmail } from "@foyer/contract/email";
import { requestEmailChangeInput } from "@foyer/contract/user";
import { Button, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useActionMessage } from "../shared/action-messages";
import { DialogActions } from "../shared/dialog-actions";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { PasswordField } from "./password-field";

/** Asks for another email address of the account. */
export function ChangeEmail({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" onClick={open}>
        Change address
      </Button>
      <Modal opened={isOpen} onClose={close} title="Change your email address">
        <ChangeEmailForm email={email} hasPassword={hasPassword} onClose={close} />
      </Modal>
    </>
  );
}

type ChangeEmailFormProps = { email: string; hasPassword: boolean; onClose: () => void };

function ChangeEmailForm({ email, hasPassword, onClose }: ChangeEmailFormProps) {
  const answer = useActionMessage();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: "", password: "" },
    validate: (values) =>
      fieldErrors(requestEmailChangeInput, hasPassword ? values : { email: values.email }),
  });
  const request = trpc.user.requestEmailChange.useMutation({
    onSuccess(_, asked) {
      onClose();
      answer(
        `A mail to confirm it is on its way to ${readableEmail(asked.email.trim())}. Until then your address stays as it is.`,
      );
    },
    onError: (error) => form.setErrors(refusedFields(error)),
  });
  const start = useOneAtATime(request);
  return (
    <form
      noValidate
      onSubmit={submitOrShowInvalid(form, ({ password, ...values }) =>
        start({ ...values, ...(hasPassword && { password }) }),
      )}
    >
      <Stack gap="md">
        <Text>
          A link is mailed to the new address. Once you open it, that is the address of your account, and{" "}
          <bdi dir="ltr">{readableEmail(email)}</bdi> is told.
        </Text>
        <TextInput
          label="New email"
          type="email"
          autoComplete="email"
          data-autofocus
          required
          withAsterisk={false}
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        {hasPassword && (
          <PasswordField
            label="Your password"
            autoComplete="current-password"
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
        )}
        <FormError error={request.error} refused={refusedFields(request.error)} />
        <DialogActions>
          <Button variant="default" onClick={onClose}>
            Keep address
          </Button>
          <WorkButton
            type="submit"
            label="Change address"
            workingLabel="Sending…"
            isWorking={request.isPending}
          />
        </DialogActions>
      </Stack>
    </form>
  );
}

function refusedFields(error: unknown): Record<string, string> {
  switch (errorCodeOf(error)) {
    case "INVALID_CREDENTIALS":
      return { password: "This is not your password. Type it again." };
    case "INVALID_INPUT":
      return { email: "This is the address of your account already, or none at all." };
    default:
      return serverFieldErrors(error);
  }
}
