import { Skeleton, Text } from "@mantine/core";
import { useEffect, useRef } from "react";
import { AccountNotice } from "../accounts/account-notice";
import { useLinkToken } from "../accounts/link-token";
import { SendVerification } from "../accounts/send-verification";
import { UselessLink } from "../accounts/useless-link";
import { trpc } from "../api/client";
import { errorCodeOf } from "../api/error-message";
import { useMe } from "../api/session";
import { ErrorNotice } from "../shared/error-notice";
import { ButtonLink } from "../shared/links";
import { usePageTitle } from "../shared/page-title";

export function VerifyEmailPage() {
  usePageTitle("Confirm your address");
  const token = useLinkToken();
  // A new key resets the page for another link.
  return token === undefined ? <NotConfirmed isWhole={false} /> : <Verification key={token} token={token} />;
}

function Verification({ token }: { token: string }) {
  const utils = trpc.useUtils();
  const { mutate, ...verify } = trpc.user.verifyEmail.useMutation({
    onSuccess: () => utils.user.me.invalidate(),
  });
  // The token works once, so it must not be sent twice, even if React runs effects twice.
  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    mutate({ token });
  }, [mutate, token]);

  if (verify.isSuccess) return <Confirmed title="Your address is confirmed" />;
  if (errorCodeOf(verify.error) === "LINK_NOT_VALID") return <NotConfirmed isWhole />;
  if (verify.isError) {
    return (
      <AccountNotice title="Your address is not confirmed yet" takesFocus>
        <ErrorNotice error={verify.error} onRetry={() => mutate({ token })} />
      </AccountNotice>
    );
  }
  return (
    <AccountNotice title="Confirming your address…">
      <Skeleton height={24} aria-busy="true" />
      <Skeleton height={44} width={160} />
    </AccountNotice>
  );
}

function Confirmed({ title }: { title: string }) {
  const me = useMe();
  return (
    <AccountNotice title={title} takesFocus>
      <Text>Mail about your bookings and your account reaches you from now on.</Text>
      {me === null ? (
        <ButtonLink to="/sign-in">Sign in</ButtonLink>
      ) : (
        <ButtonLink to="/">See all events</ButtonLink>
      )}
    </AccountNotice>
  );
}

/** The token is invalid. Signed-in users can request another one, unless the address is already verified. */
function NotConfirmed({ isWhole }: { isWhole: boolean }) {
  const me = useMe();
  if (me?.isEmailVerified) return <Confirmed title="Your address is confirmed already" />;
  return (
    <UselessLink
      isWhole={isWhole}
      words={
        <>
          {isWhole
            ? "It was used already, a newer one was sent, or it is older than 24 hours."
            : "Open the link in the mail once more, or ask for a new one. Mail programs sometimes cut long links in two."}
          {!me && " Sign in to see whether your address is confirmed, and to ask for a new link."}
        </>
      }
    >
      {me ? (
        <SendVerification email={me.email} />
      ) : (
        <ButtonLink to="/sign-in" search={{ redirect: "/account" }}>
          Sign in
        </ButtonLink>
      )}
    </UselessLink>
  );
}
