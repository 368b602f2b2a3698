import { changePasswordInput } from "@foyer/contract/user";
import { Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { trpc } from "../api/client";
import { useActionMessage } from "../shared/action-messages";
import { counted } from "../shared/counted";
import { fieldErrors } from "../shared/field-errors";
import { FormError } from "../shared/form-error";
import { useOneAtATime } from "../shared/one-at-a-time";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { NewPasswordField } from "./new-password-field";
import { PasswordField } from "./password-field";
import { passwordFieldErrors } from "./password-field-errors";

type ChangePasswordProps = {
  email: string;
  /** An account without a password gets one. */
  hasPassword: boolean;
};

export function ChangePassword(props: ChangePasswordProps) {
  // A new key resets the form after the password was changed.
  const [times, setTimes] = useState(0);
  return <ChangePasswordForm key={times} {...props} onChanged={() => setTimes(times + 1)} />;
}

type ChangePasswordFormProps = ChangePasswordProps & { onChanged: () => void };

function ChangePasswordForm({ email, hasPassword, onChanged }: ChangePasswordFormProps) {
  const answer = useActionMessage();
  const utils = trpc.useUtils();
  const devices = trpc.user.devices.useQuery().data;
  const others = devices?.filter(({ current }) => !current).length;
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { currentPassword: "", newPassword: "" },
    validate: (values) =>
      fieldErrors(changePasswordInput, hasPassword ? values : { newPassword: values.newPassword }),
  });
  const change = trpc.user.changePassword.useMutation({
    async onSuccess() {
      const signedOut = others ? ` ${signedOutWords(others)}` : "";
      answer(`Your password is ${hasPassword ? "changed" : "set"}.${signedOut}`);
      onChanged();
      await Promise.all([utils.user.devices.invalidate(), utils.user.me.invalidate()]);
    },
    onError: (error) => form.setErrors(passwordFieldErrors(error)),
  });
  const start = useOneAtATime(change);

  return (
    <form
      noValidate
      onSubmit={submitOrShowInvalid(form, ({ currentPassword, ...values }) =>
        start({ ...values, ...(hasPassword && { currentPassword }) }),
      )}
    >
      <Stack gap="md" align="flex-start">
        {/* For password managers. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        {hasPassword ? (
          <PasswordField
            w="100%"
            maw={400}
            label="Current password"
            autoComplete="current-password"
            key={form.key("currentPassword")}
            {...form.getInputProps("currentPassword")}
          />
        ) : (
          <Text>
            You have no password: you sign in with a link or a code by mail. Set one to sign in with it, too.
          </Text>
        )}
        <NewPasswordField
          w="100%"
          maw={400}
          label="New password"
          key={form.key("newPassword")}
          {...form.getInputProps("newPassword")}
        />
        <Text>{consequence(others)}</Text>
        <FormError error={change.error} refused={passwordFieldErrors(change.error)} />
        <WorkButton
          type="submit"
          variant="default"
          label={hasPassword ? "Change password" : "Set password"}
          workingLabel="Changing…"
          isWorking={change.isPending}
        />
      </Stack>
    </form>
  );
}

function consequence(others: number | undefined): string {
  if (others === undefined) return "Your other devices will be signed out.";
  if (others === 0) return "You stay signed in here, and you are signed in nowhere else.";
  if (others === 1) return "Your other device will be signed out. You stay signed in here.";
  return `Your ${counted(others, "other device")} will be signed out. You stay signed in here.`;
}

function signedOutWords(others: number): string {
  return `${counted(others, "other device")} ${others === 1 ? "was" : "were"} signed out.`;
}
