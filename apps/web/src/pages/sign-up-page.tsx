import { registerInput } from "@foyer/contract/user";
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { getRouteApi } from "@tanstack/react-router";
import { AccountForm } from "../accounts/account-form";
import { useArrive } from "../accounts/arrive";
import { EmailField } from "../accounts/email-field";
import { NewPasswordField } from "../accounts/new-password-field";
import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { fieldErrors } from "../shared/words-for-issues";
import { WorkButton } from "../shared/work-button";

const route = getRouteApi("/sign-up");

export function SignUpPage() {
  usePageTitle("Create your account");
  const { redirect } = route.useSearch();
  const arrive = useArrive(redirect);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: "", password: "" },
    validate: (values) => fieldErrors(registerInput, values),
  });
  const register = trpc.user.register.useMutation({
    async onSuccess(signedIn) {
      await arrive(signedIn);
      if (!signedIn.isVerificationMailed) return;
      notifications.show({
        color: "gray",
        message: `A mail to confirm your address is on its way to ${signedIn.user.email}.`,
        withCloseButton: true,
      });
    },
    onError(error) {
      const refused = serverFieldErrors(error);
      form.setErrors(refused);
      if (Object.keys(refused).length > 0) focusFirstInvalid(document.getElementById("main"));
    },
  });
  const isSaidAtField = Object.keys(serverFieldErrors(register.error)).length > 0;
  const start = useOneAtATime(register);

  return (
    <AccountForm
      title="Create your account"
      onSubmit={submitOrShowInvalid(form, start)}
      instead={
        <>
          Already have one?{" "}
          <TextLink to="/sign-in" search={{ redirect }}>
            Sign in
          </TextLink>
        </>
      }
    >
      <TextInput
        label="Name"
        description="As organizers will see it on their list."
        autoComplete="name"
        required
        withAsterisk={false}
        key={form.key("name")}
        {...form.getInputProps("name")}
      />
      <EmailField key={form.key("email")} {...form.getInputProps("email")} />
      <NewPasswordField key={form.key("password")} {...form.getInputProps("password")} />
      {register.isError && !isSaidAtField && <ErrorNotice error={register.error} />}
      <WorkButton
        type="submit"
        label="Create account"
        workingLabel="Creating your account…"
        isWorking={register.isPending}
      />
    </AccountForm>
  );
}
