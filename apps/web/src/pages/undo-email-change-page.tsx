import { Text } from "@mantine/core";
import { AccountNotice } from "../accounts/account-notice";
import { useLinkToken } from "../accounts/link-token";
import { UselessLink } from "../accounts/useless-link";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useClearUserCache } from "../api/use-clear-user-cache";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { WorkButton } from "../shared/work-button";

/** Where the link leads that was mailed to the former address of an account. */
export function UndoEmailChangePage() {
  usePageTitle("Take your address back");
  const token = useLinkToken();
  // A new key resets the page for another link.
  return token === undefined ? <NoGoodLink isWhole={false} /> : <Undoing key={token} token={token} />;
}

function Undoing({ token }: { token: string }) {
  const utils = trpc.useUtils();
  const forget = useClearUserCache();
  const undo = trpc.user.undoEmailChange.useMutation({
    async onSuccess() {
      // All devices are signed out, which may include this one.
      await utils.user.me.invalidate();
      await forget();
    },
  });
  const start = useOneAtATime(undo);
  if (undo.isSuccess) {
    return (
      <AccountNotice title="Your account has this address again" takesFocus>
        <Text>
          Nobody is signed in to it any more, and its password is void. Sign in with a mailed link, then set a
          new password in your account.
        </Text>
        <ButtonLink to="/sign-in">Sign in</ButtonLink>
      </AccountNotice>
    );
  }
  if (errorCodeOf(undo.error) === "LINK_NOT_VALID") return <NoGoodLink isWhole />;
  return (
    <AccountNotice title="Take your address back">
      <Text>
        Your account gets back the address that this link was mailed to. All devices are signed out, and the
        password and all API keys stop working: whoever changed the address had them.
      </Text>
      {undo.isError && <ErrorNotice error={undo.error} />}
      <WorkButton
        label="Take this address back"
        workingLabel="Changing…"
        isWorking={undo.isPending}
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
          ? "It was used already, or it is older than 72 hours. If your account is not yours any more, write to whoever runs this Foyer."
          : "Open the link in the mail once more. Mail programs sometimes cut long links in two."
      }
    >
      <ButtonLink to="/sign-in">Sign in</ButtonLink>
    </UselessLink>
  );
}
