import { email as emailField, personName } from "@foyer/contract/user";
import { Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { EmailField } from "../accounts/email-field";
import { typedEmail } from "../accounts/typed-email";
import { BookingError } from "../bookings/booking-error";
import { valueError } from "../shared/field-errors";
import { TextLink } from "../shared/links";
import { submitOrShowInvalid } from "../shared/submit-or-show-invalid";
import { WorkButton } from "../shared/work-button";
import { type GuestOrder, useBookAsGuest } from "./use-book-as-guest";

type GuestFormProps = { order: GuestOrder; label: string; redirect: string };

/** Name and address, and nothing else: no account is needed. */
export function GuestForm({ order, label, redirect }: GuestFormProps) {
  const booking = useBookAsGuest(order);
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", email: typedEmail.current() },
    validate: {
      name: (value) => valueError(personName, value),
      email: (value) => valueError(emailField, value),
    },
  });
  return (
    <form noValidate onSubmit={submitOrShowInvalid(form, booking.book)}>
      <Stack gap="md">
        <TextInput
          label="Name"
          description="As organizers will see it on their list."
          autoComplete="name"
          required
          withAsterisk={false}
          data-autofocus
          key={form.key("name")}
          {...form.getInputProps("name")}
        />
        <EmailField
          description="Your tickets are mailed there."
          key={form.key("email")}
          {...form.getInputProps("email")}
        />
        {booking.error && (
          <BookingError error={booking.error} expected={booking.expected} nothing="Nothing was booked." />
        )}
        <WorkButton
          fullWidth
          type="submit"
          label={label}
          workingLabel="Booking…"
          isWorking={booking.isWorking}
        />
        <Text size="sm">
          Have an account?{" "}
          <TextLink to="/sign-in" search={{ redirect }}>
            Sign in
          </TextLink>
        </Text>
      </Stack>
    </form>
  );
}
