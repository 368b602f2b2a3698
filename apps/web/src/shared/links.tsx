import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  type ElementProps,
  UnstyledButton,
  type UnstyledButtonProps,
} from "@mantine/core";
import { createLink, type LinkComponent } from "@tanstack/react-router";

type MantineAnchorProps = AnchorProps & ElementProps<"a", keyof AnchorProps>;
type MantineButtonProps = ButtonProps & ElementProps<"a", keyof ButtonProps>;
type MantineBlockProps = UnstyledButtonProps & ElementProps<"a", keyof UnstyledButtonProps>;

const RoutedAnchor = createLink((props: MantineAnchorProps) => <Anchor {...props} />);
const RoutedButton = createLink((props: MantineButtonProps) => <Button component="a" {...props} />);
const RoutedBlock = createLink((props: MantineBlockProps) => <UnstyledButton component="a" {...props} />);

/** A link in text. */
export const TextLink: LinkComponent<(props: MantineAnchorProps) => React.JSX.Element> = (props) => (
  <RoutedAnchor {...props} />
);

/** A link that looks like a button: it navigates and has no effect of its own. */
export const ButtonLink: LinkComponent<(props: MantineButtonProps) => React.JSX.Element> = (props) => (
  <RoutedButton {...props} />
);

/** A link around a whole card or row. */
export const BlockLink: LinkComponent<(props: MantineBlockProps) => React.JSX.Element> = (props) => (
  <RoutedBlock {...props} />
);
