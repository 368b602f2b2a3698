import type { RouterOutputs } from "@foyer/client";
import { initialOf } from "@foyer/contract/initial";
import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import {
  IconCalendarEvent,
  IconChevronDown,
  IconLayoutList,
  IconLogout,
  IconPlus,
  IconShieldLock,
  IconTicket,
  IconUser,
} from "@tabler/icons-react";
import { useSignOut } from "../api/sign-out";
import { EmailText } from "../shared/email-text";
import { MenuLink } from "../shared/links";
import { Typed } from "../shared/typed";
import classes from "./account-menu.module.css";

type AccountMenuProps = { me: NonNullable<RouterOutputs["user"]["me"]> };

export function AccountMenu({ me }: AccountMenuProps) {
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.target}>
          <span className="heard">
            Account of <Typed>{me.name}</Typed>
          </span>
          <Avatar size={32} radius="xl" aria-hidden className={classes.avatar}>
            <Typed>{initialOf(me.name) ?? ""}</Typed>
          </Avatar>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          <Text fw={600} truncate dir="auto">
            {me.name}
          </Text>
          <Text size="sm" c="dimmed" truncate>
            <EmailText address={me.email} />
          </Text>
        </div>
        <Menu.Divider />
        <MenuLink to="/" hiddenFrom="sm" leftSection={<IconCalendarEvent size={18} />}>
          Events
        </MenuLink>
        <MenuLink to="/bookings" leftSection={<IconTicket size={18} />}>
          My bookings
        </MenuLink>
        <MenuLink to="/manage" leftSection={<IconLayoutList size={18} />}>
          Manage my events
        </MenuLink>
        <MenuLink to="/manage/new" leftSection={<IconPlus size={18} />}>
          Create an event
        </MenuLink>
        <Menu.Divider />
        <MenuLink to="/account" leftSection={<IconUser size={18} />}>
          Your account
        </MenuLink>
        {me.role === "admin" && (
          <MenuLink to="/admin/users" leftSection={<IconShieldLock size={18} />}>
            Administration
          </MenuLink>
        )}
        <Menu.Item
          leftSection={<IconLogout size={18} />}
          closeMenuOnClick={false}
          onClick={() => signOut.mutate()}
        >
          {signOut.isPending ? "Signing out…" : "Sign out"}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
