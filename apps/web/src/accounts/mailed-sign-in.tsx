import { signInWithCodeInput } from "@foyer/contract/user";
import { Anchor, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useEffect, useRef } from "react";
import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { AccountForm } from "./account-form";
import { codeFieldErrors, MailedCodeField } from "./mailed-code-field";
import { SignedInAlready } from "./signed-in-already";
import { useFinishSignIn } from "./use-finish-sign-in";

type MailedSignInProps = {
  /** Where the mail went, as typed. */
  email: string;
  redirect: string | undefined;
  onBack: () => void;
};

/** After a sign-in mail was sent: a field for its code, for those who read it on another device. */
export function MailedSignIn({ email, redirect, onBack }: MailedSignInProps) {
  const arrive = useFinishSignIn(redirect);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { code: "" },
    validate: (values) => fieldErrors(signInWithCodeInput.pick({ code: true }), values),
  });
  const signIn = trpc.user.signInWithCode.useMutation({
    onSuccess: arrive,
    onError: (error) => form.setErrors(codeFieldErrors(error)),
  });
  const start = useOneAtATime(signIn);
  const again = trpc.user.requestSignIn.useMutation();
  const sendAgain = useOneAtATime(again);

  return (
    <SignedInAlready redirect={redirect} isSigningIn={!signIn.isIdle}>
      <AccountForm
        title="Check your mail"
        onSubmit={submitOrShowInvalid(form, ({ code }) => start({ email, code }))}
        instead={
          <Anchor component="button" type="button" onClick={onBack}>
            Back to sign-in
          </Anchor>
        }
      >
        <Text>
          If <strong>{email.trim()}</strong> has an account or a booking, a mail with a link and a code is on
          its way. Open the link, or type the code here. Both work once, for 15 minutes.
        </Text>
        <MailedCodeField ref={field} key={form.key("code")} {...form.getInputProps("code")} />
        <FormError error={signIn.error} refused={codeFieldErrors(signIn.error)} />
        <WorkButton type="submit" label="Sign in" workingLabel="Signing in…" isWorking={signIn.isPending} />
        <WorkButton
          variant="default"
          label="Send another mail"
          workingLabel="Sending…"
          isWorking={again.isPending}
          onClick={() => sendAgain({ email })}
        />
        <Text aria-live="polite" c="dimmed" size="sm">
          {again.isSuccess
            ? "Another mail is on its way. The link and code of the earlier one no longer work."
            : "Nothing there after a few minutes? Look in your spam folder, or check the address."}
        </Text>
        {again.isError && <ErrorNotice error={again.error} />}
      </AccountForm>
    </SignedInAlready>
  );
}
