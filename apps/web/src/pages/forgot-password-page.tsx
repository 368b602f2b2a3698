import { requestPasswordResetInput } from "@foyer/contract/user";
import { Button, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { AccountForm } from "../accounts/account-form";
import { AccountNotice } from "../accounts/account-notice";
import { EmailField } from "../accounts/email-field";
import { typedEmail } from "../accounts/typed-email";
import { trpc } from "../api/client";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";

export function ForgotPasswordPage() {
  usePageTitle("Forgot your password?");
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: typedEmail.current() },
    validate: (values) => fieldErrors(requestPasswordResetInput, values),
  });
  const request = trpc.user.requestPasswordReset.useMutation({
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(request);

  if (request.isSuccess) {
    return (
      <AccountNotice title="Check your mail" takesFocus>
        <Text>
          If there is an account with the address <strong>{request.variables.email.trim()}</strong>, a mail
          with a link is on its way. The link works once, for 30 minutes.
        </Text>
        <Text c="dimmed">
          Nothing there after a few minutes? Look in your spam folder, or check the address.
        </Text>
        <Button variant="default" onClick={() => request.reset()}>
          Ask again
        </Button>
        <TextLink to="/sign-in">Back to sign-in</TextLink>
      </AccountNotice>
    );
  }
  return (
    <AccountForm
      title="Forgot your password?"
      onSubmit={submitOrShowInvalid(form, start)}
      instead={
        <>
          Remembered it? <TextLink to="/sign-in">Sign in</TextLink>
        </>
      }
    >
      <Text>Write the email address of your account. A link to set a new password comes by mail.</Text>
      <EmailField key={form.key("email")} {...form.getInputProps("email")} />
      <FormError error={request.error} />
      <WorkButton type="submit" label="Send the link" workingLabel="Sending…" isWorking={request.isPending} />
    </AccountForm>
  );
}
