import { Container, Stack, Text } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import classes from "./account-form.module.css";

type AccountFormProps = {
  title: string;
  /** A link to the other form, for users with or without an account. */
  instead: ReactNode;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  children: ReactNode;
};

/** The layout shared by sign-in and sign-up. */
export function AccountForm({ title, instead, onSubmit, children }: AccountFormProps) {
  return (
    <Container size={448} px="md" className={classes.frame}>
      <h1 className={classes.title}>{title}</h1>
      <form noValidate onSubmit={onSubmit}>
        <Stack gap="lg">{children}</Stack>
      </form>
      <Text mt="xl">{instead}</Text>
    </Container>
  );
}
