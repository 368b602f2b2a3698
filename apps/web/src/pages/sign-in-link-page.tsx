import { Text } from "@mantine/core";
import { AccountNotice } from "../accounts/account-notice";
import { useLinkToken } from "../accounts/link-token";
import { useFinishSignIn } from "../accounts/use-finish-sign-in";
import { UselessLink } from "../accounts/useless-link";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useMe } from "../api/session";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { Typed } from "../shared/typed";
import { WorkButton } from "../shared/work-button";

/** Where a mailed link leads. Opening it does not use it up: programs that look at mails open links too. */
export function SignInLinkPage() {
  usePageTitle("Sign in");
  const token = useLinkToken();
  // A new key resets the page for another link.
  return token === undefined ? <NoGoodLink isWhole={false} /> : <SignInWithLink key={token} token={token} />;
}

function SignInWithLink({ token }: { token: string }) {
  const me = useMe();
  const arrive = useFinishSignIn(undefined);
  const signIn = trpc.user.signInWithLink.useMutation({ onSuccess: arrive });
  const start = useOneAtATime(signIn);
  if (errorCodeOf(signIn.error) === "LINK_NOT_VALID") return <NoGoodLink isWhole />;
  return (
    <AccountNotice title="Sign in">
      <Text>The link in your mail signs you in on this device, once.</Text>
      {me && signIn.isIdle && (
        <Text>
          You are signed in here as <Typed>{me.name}</Typed>. That ends when you go on.
        </Text>
      )}
      {signIn.isError && <ErrorNotice error={signIn.error} />}
      <WorkButton
        label="Sign in on this device"
        workingLabel="Signing in…"
        isWorking={signIn.isPending || signIn.isSuccess}
        onClick={() => start({ token })}
      />
    </AccountNotice>
  );
}

function NoGoodLink({ isWhole }: { isWhole: boolean }) {
  return (
    <UselessLink
      isWhole={isWhole}
      words={
        isWhole
          ? "It was used already, a newer one was sent, or it is older than 15 minutes."
          : "Open the link in the mail once more, or ask for a new one. Mail programs sometimes cut long links in two."
      }
    >
      <ButtonLink to="/sign-in">Ask for a new link</ButtonLink>
    </UselessLink>
  );
}
