import { requestSignInInput } from "@foyer/contract/user";
import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { valueError } from "../shared/field-errors";
import { useOneAtATime } from "../shared/one-at-a-time";
import { WorkButton } from "../shared/work-button";

type MailSignInButtonProps = {
  /** The address as it is typed when the button is pressed. */
  emailTyped: () => string;
  /** Called with what is wrong with the address. */
  onInvalid: (message: string) => void;
  onMailed: (email: string) => void;
};

/** Mails a link to sign in, in place of the password. */
export function MailSignInButton({ emailTyped, onInvalid, onMailed }: MailSignInButtonProps) {
  const request = trpc.user.requestSignIn.useMutation({ onSuccess: (_, { email }) => onMailed(email) });
  const start = useOneAtATime(request);
  return (
    <>
      <WorkButton
        variant="default"
        label="Mail me a link"
        workingLabel="Sending…"
        isWorking={request.isPending}
        onClick={() => {
          const email = emailTyped();
          const problem = valueError(requestSignInInput.shape.email, email);
          if (problem === null) start({ email });
          else onInvalid(problem);
        }}
      />
      {request.isError && <ErrorNotice error={request.error} />}
    </>
  );
}
