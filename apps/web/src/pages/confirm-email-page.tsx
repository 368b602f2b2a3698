import { Text } from "@mantine/core";
import { AccountNotice } from "../accounts/account-notice";
import { useLinkToken } from "../accounts/link-token";
import { UselessLink } from "../accounts/useless-link";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { useOneAtATime } from "../shared/one-at-a-time";
import { usePageTitle } from "../shared/page-title";
import { WorkButton } from "../shared/work-button";

/** Where the link leads that was mailed to the new address of an account. */
export function ConfirmEmailPage() {
  usePageTitle("Confirm your new address");
  const token = useLinkToken();
  // A new key resets the page for another link.
  return token === undefined ? <NoGoodLink isWhole={false} /> : <Confirmation key={token} token={token} />;
}

function Confirmation({ token }: { token: string }) {
  const utils = trpc.useUtils();
  const confirm = trpc.user.confirmEmailChange.useMutation({ onSuccess: () => utils.user.invalidate() });
  const start = useOneAtATime(confirm);
  if (confirm.isSuccess) {
    return (
      <AccountNotice title="Your address is changed" takesFocus>
        <Text>Mails about your bookings and your account go there from now on. Sign in with it.</Text>
        <ButtonLink to="/account">See your account</ButtonLink>
      </AccountNotice>
    );
  }
  if (errorCodeOf(confirm.error) === "LINK_NOT_VALID") return <NoGoodLink isWhole />;
  return (
    <AccountNotice title="Confirm your new address">
      <Text>
        Your account gets the address that this link was mailed to. Other devices are signed out; the former
        address is told, and can be taken back for 72 hours.
      </Text>
      {confirm.isError && (
        <ErrorNotice
          error={confirm.error}
          words={
            errorCodeOf(confirm.error) === "EMAIL_TAKEN"
              ? "This address has an account by now, so nothing was changed. Choose another address, or sign in to that account."
              : undefined
          }
        />
      )}
      <WorkButton
        label="Use this address"
        workingLabel="Changing…"
        isWorking={confirm.isPending}
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
        <>
          {isWhole
            ? "It was used already, the password or the address was changed since, or it is older than 24 hours."
            : "Open the link in the mail once more. Mail programs sometimes cut long links in two."}{" "}
          Ask for another one in your account.
        </>
      }
    >
      <ButtonLink to="/account">See your account</ButtonLink>
    </UselessLink>
  );
}
