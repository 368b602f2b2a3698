import { readableEmail } from "@foyer/contract/email";
import { registerInput } from "@foyer/contract/user";
import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { AccountForm } from "../accounts/account-form";
import { EmailField } from "../accounts/email-field";
import { NewPasswordField } from "../accounts/new-password-field";
import { SignedInAlready } from "../accounts/signed-in-already";
import { typedEmail } from "../accounts/typed-email";
import { useFinishSignIn } from "../accounts/use-finish-sign-in";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { CharacterCount } from "../shared/character-count";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";

const route = getRouteApi("/sign-up");

export function SignUpPage() {
  usePageTitle("Create your account");
  const { redirect } = route.useSearch();
  const answer = useActionMessage();
  const arrive = useFinishSignIn(redirect);
  const [name, setName] = useState("");
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: typedEmail.current(), password: "" },
    validate: (values) => fieldErrors(registerInput, values),
    onValuesChange: (values) => setName(values.name),
  });
  const register = trpc.user.register.useMutation({
    async onSuccess(signedIn) {
      await arrive(signedIn);
      if (signedIn.isVerificationMailed) {
        answer(`A mail to confirm your address is on its way to ${readableEmail(signedIn.user.email)}.`);
      }
    },
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(register);

  return (
    <SignedInAlready redirect={redirect} isSigningIn={!register.isIdle}>
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
          description={
            <>
              As organizers will see it on their list. <CharacterCount text={name} max={100} kind="line" />
            </>
          }
          autoComplete="name"
          required
          withAsterisk={false}
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <EmailField key={form.key("email")} {...form.getInputProps("email")} />
        <NewPasswordField key={form.key("password")} {...form.getInputProps("password")} />
        <FormError error={register.error} />
        <WorkButton
          type="submit"
          label="Create account"
          workingLabel="Creating your account…"
          isWorking={register.isPending}
        />
      </AccountForm>
    </SignedInAlready>
  );
}
