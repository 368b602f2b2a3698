import { resetPasswordInput } from "@foyer/contract/user";
import { Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useNavigate } from "@tanstack/react-router";
import { AccountForm } from "../accounts/account-form";
import { AccountNotice } from "../accounts/account-notice";
import { useLinkToken } from "../accounts/link-token";
import { NewPasswordField } from "../accounts/new-password-field";
import { passwordFieldErrors } from "../accounts/password-field-errors";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useClearUserCache } from "../api/use-clear-user-cache";
import { useActionMessage } from "../shared/action-messages";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { ButtonLink, TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";

export function ResetPasswordPage() {
  usePageTitle("Set a new password");
  const token = useLinkToken();
  if (token === undefined) {
    return (
      <AccountNotice title="This link is incomplete">
        <Text>
          Open the link in the mail once more, or ask for a new one. Mail programs sometimes cut long links in
          two.
        </Text>
        <AskAgain />
      </AccountNotice>
    );
  }
  // A new key resets the page for another link.
  return <SetPassword key={token} token={token} />;
}

function SetPassword({ token }: { token: string }) {
  const utils = trpc.useUtils();
  const answer = useActionMessage();
  const navigate = useNavigate();
  const forget = useClearUserCache();
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { newPassword: "" },
    validate: (values) => fieldErrors(resetPasswordInput.pick({ newPassword: true }), values),
  });
  const reset = trpc.user.resetPassword.useMutation({
    async onSuccess() {
      // A reset signs out all devices, which may include this one.
      utils.user.me.setData(undefined, null);
      await navigate({ to: "/sign-in" });
      answer("Your new password is set. Sign in with it.");
      await forget();
    },
    onError: (error) => form.setErrors(passwordFieldErrors(error)),
  });
  const start = useOneAtATime(reset);

  if (errorCodeOf(reset.error) === "LINK_NOT_VALID") {
    return (
      <AccountNotice title="This link no longer works" takesFocus>
        <Text>
          It was used already, a newer one was sent, or it is older than 30 minutes. Nothing was changed just
          now.
        </Text>
        <AskAgain />
      </AccountNotice>
    );
  }
  return (
    <AccountForm
      title="Set a new password"
      onSubmit={submitOrShowInvalid(form, ({ newPassword }) => start({ token, newPassword }))}
      instead={
        <>
          Remembered the old one? <TextLink to="/sign-in">Sign in</TextLink>
        </>
      }
    >
      <Text>All devices where you are signed in will be signed out.</Text>
      <NewPasswordField
        label="New password"
        key={form.key("newPassword")}
        {...form.getInputProps("newPassword")}
      />
      <FormError error={reset.error} refused={passwordFieldErrors(reset.error)} />
      <WorkButton
        type="submit"
        label="Set new password"
        workingLabel="Setting it…"
        isWorking={reset.isPending}
      />
    </AccountForm>
  );
}

function AskAgain() {
  return <ButtonLink to="/forgot-password">Ask for a new link</ButtonLink>;
}
