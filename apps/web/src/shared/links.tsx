import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  type ElementProps,
  Menu,
  type MenuItemProps,
  UnstyledButton,
  type UnstyledButtonProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";

type MantineAnchorProps = AnchorProps & ElementProps<"a", keyof AnchorProps>;
type MantineButtonProps = ButtonProps & ElementProps<"a", keyof ButtonProps>;
type MantineBlockProps = UnstyledButtonProps & ElementProps<"a", keyof UnstyledButtonProps>;
type MantineMenuItemProps = MenuItemProps & ElementProps<"a", keyof MenuItemProps>;

/** A link in text. */
export const TextLink = createLink((props: MantineAnchorProps) => <Anchor {...props} />);

/** A link that looks like a button: it navigates and has no effect of its own. */
export const ButtonLink = createLink((props: MantineButtonProps) => <Button component="a" {...props} />);

/** A link around a whole card or row. */
export const BlockLink = createLink((props: MantineBlockProps) => (
  <UnstyledButton component="a" {...props} />
));

/** A link in a menu. */
export const MenuLink = createLink((props: MantineMenuItemProps) => <Menu.Item component="a" {...props} />);
