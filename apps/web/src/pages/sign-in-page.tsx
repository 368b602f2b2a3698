import { loginInput } from "@foyer/contract/user";
import { Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { AccountForm } from "../accounts/account-form";
import { EmailField } from "../accounts/email-field";
import { MailSignInButton } from "../accounts/mail-sign-in-button";
import { MailedSignIn } from "../accounts/mailed-sign-in";
import { PasswordField } from "../accounts/password-field";
import { SignedInAlready } from "../accounts/signed-in-already";
import { typedEmail } from "../accounts/typed-email";
import { useFinishSignIn } from "../accounts/use-finish-sign-in";
import { trpc } from "../api/client";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { TextLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { serverFieldErrors } from "../shared/server-issues";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";

const route = getRouteApi("/sign-in");

export function SignInPage() {
  usePageTitle("Sign in");
  const { redirect } = route.useSearch();
  const [mailedTo, setMailedTo] = useState<string>();
  if (mailedTo === undefined) return <SignInForm redirect={redirect} onMailed={setMailedTo} />;
  return <MailedSignIn email={mailedTo} redirect={redirect} onBack={() => setMailedTo(undefined)} />;
}

type SignInFormProps = { redirect: string | undefined; onMailed: (email: string) => void };

function SignInForm({ redirect, onMailed }: SignInFormProps) {
  const arrive = useFinishSignIn(redirect);
  const emailField = useRef<HTMLInputElement>(null);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { email: typedEmail.current(), password: "" },
    validate: (values) => fieldErrors(loginInput, values),
  });
  const login = trpc.user.login.useMutation({
    onSuccess: arrive,
    onError: (error) => form.setErrors(serverFieldErrors(error)),
  });
  const start = useOneAtATime(login);

  return (
    <SignedInAlready redirect={redirect} isSigningIn={!login.isIdle}>
      <AccountForm
        title="Sign in"
        onSubmit={submitOrShowInvalid(form, start)}
        instead={
          <>
            New here?{" "}
            <TextLink to="/sign-up" search={{ redirect }}>
              Create an account
            </TextLink>
          </>
        }
      >
        <EmailField ref={emailField} key={form.key("email")} {...form.getInputProps("email")} />
        <PasswordField
          autoComplete="current-password"
          key={form.key("password")}
          {...form.getInputProps("password")}
        />
        <TextLink to="/forgot-password" style={{ alignSelf: "flex-start" }}>
          Forgot your password?
        </TextLink>
        <FormError error={login.error} />
        <WorkButton type="submit" label="Sign in" workingLabel="Signing in…" isWorking={login.isPending} />
        <Text c="dimmed">No password, or not at hand? A link and a code by mail sign you in as well.</Text>
        <MailSignInButton
          emailTyped={() => form.getValues().email}
          onInvalid={(message) => {
            form.setErrors({ email: message });
            emailField.current?.focus();
          }}
          onMailed={onMailed}
        />
      </AccountForm>
    </SignedInAlready>
  );
}
