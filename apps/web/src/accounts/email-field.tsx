import { TextInput, type TextInputProps } from "@mantine/core";

/** Where somebody says which account is theirs, or will be. */
export function EmailField(props: TextInputProps) {
  return (
    <TextInput label="Email" type="email" autoComplete="email" required withAsterisk={false} {...props} />
  );
}
