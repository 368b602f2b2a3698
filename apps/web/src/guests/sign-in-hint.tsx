import type { BookingView } from "@foyer/contract/booking";
import { Text } from "@mantine/core";
import { typedEmail } from "../accounts/typed-email";
import { TextLink } from "../shared/links";

/** Tells a guest how to find this booking, and others, on any device. */
export function SignInHint({ guest }: Pick<BookingView, "guest">) {
  const email = guest?.email;
  if (email === undefined || email === null) return null;
  return (
    <Text c="dimmed" size="sm">
      This device opens this booking.{" "}
      <TextLink to="/sign-in" onClick={() => typedEmail.set(email)}>
        Sign in
      </TextLink>{" "}
      with your address to see all your bookings anywhere.
    </Text>
  );
}
