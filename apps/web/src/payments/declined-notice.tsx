import { Alert, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";

/** The last attempt was refused. The hold goes on, so trying again is all there is to do. */
export function DeclinedNotice({ hasOtherWays }: { hasOtherWays: boolean }) {
  return (
    <Alert
      role="alert"
      variant="outline"
      color="red"
      icon={<IconAlertCircle aria-hidden />}
      styles={{
        icon: { color: "var(--foyer-red-text)" },
        root: { borderColor: "var(--foyer-red-text)", backgroundColor: "var(--foyer-surface)" },
      }}
    >
      <Text fw={600}>The payment was declined, and nothing was charged.</Text>
      <Text>Your tickets are still held. Try again{hasOtherWays ? ", or pay another way" : ""}.</Text>
    </Alert>
  );
}
