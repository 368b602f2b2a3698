import { loginInput } from "@foyer/contract/user";
import { useForm } from "@mantine/form";
import { getRouteApi } from "@tanstack/react-router";
import { AccountForm } from "../accounts/account-form";
import { EmailField } from "../accounts/email-field";
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
  const arrive = useFinishSignIn(redirect);
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
        <EmailField key={form.key("email")} {...form.getInputProps("email")} />
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
      </AccountForm>
    </SignedInAlready>
  );
}
