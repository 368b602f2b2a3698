import { registerInput } from "@foyer/contract/user";
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { AccountForm } from "../accounts/account-form";
import { useArrive } from "../accounts/arrive";
import { PasswordField } from "../accounts/password-field";
import { trpc } from "../api/client";
import { reasonOfError, wordsForError } from "../api/error-words";
import { ErrorNotice } from "../shared/error-notice";
import { focusFirstInvalid } from "../shared/focus-first-invalid";
import { TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { serverFieldErrors } from "../shared/server-issues";
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
    onSuccess: arrive,
    onError: (error) => {
      const isTaken = reasonOfError(error) === "EMAIL_TAKEN";
      form.setErrors(isTaken ? { email: wordsForError(error) } : serverFieldErrors(error));
    },
  });
  const saidAtField = register.isError && reasonOfError(register.error) === "EMAIL_TAKEN";
  const start = useOneAtATime(register);

  return (
    <AccountForm
      title="Create your account"
      onSubmit={form.onSubmit(
        (values) => start(values),
        (_errors, _values, event) => focusFirstInvalid(event?.currentTarget),
      )}
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
      <TextInput
        label="Email"
        type="email"
        autoComplete="email"
        required
        withAsterisk={false}
        key={form.key("email")}
        {...form.getInputProps("email")}
      />
      <PasswordField
        description="At least 8 characters."
        autoComplete="new-password"
        key={form.key("password")}
        {...form.getInputProps("password")}
      />
      {register.isError && !saidAtField && <ErrorNotice error={register.error} />}
      <WorkButton
        type="submit"
        label="Create account"
        workingLabel="Creating your account…"
        isWorking={register.isPending}
      />
    </AccountForm>
  );
}
