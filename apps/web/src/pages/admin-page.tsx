import { Container, Title } from "@mantine/core";
import { Link, Outlet } from "@tanstack/react-router";
import { useMe } from "../api/session";
import { EmptyState } from "../shared/empty-state";
import { ButtonLink } from "../shared/links";
import { usePageTitle } from "../shared/page-title";
import { TabBar } from "../shared/tab-bar";
import tabs from "../shared/tabs.module.css";
import classes from "./admin-page.module.css";

/** The frame of the admin pages. Without the role it shows that they are not accessible. */
export function AdminPage() {
  const me = useMe();
  // The route requires a session; it is missing only while signing out.
  if (!me) return null;
  if (me.role !== "admin") return <ForAdminsOnly />;
  return (
    <Container size={1152} px="md">
      <Title order={1} size="h2" className={classes.head}>
        Administration
      </Title>
      <TabBar label="Administration">
        <Link to="/admin/users" activeOptions={{ includeSearch: false }} className={tabs.tab}>
          Users
        </Link>
        <Link to="/admin/security" activeOptions={{ includeSearch: false }} className={tabs.tab}>
          Security events
        </Link>
      </TabBar>
      <Outlet />
    </Container>
  );
}

function ForAdminsOnly() {
  usePageTitle("For admins");
  return (
    <Container size="sm">
      <EmptyState
        isWholePage
        title="This page is for admins"
        action={
          <ButtonLink to="/" variant="default">
            See all events
          </ButtonLink>
        }
      >
        Here the people who run Foyer look after its accounts. Your account is not one of theirs; ask one of
        them if it should be.
      </EmptyState>
    </Container>
  );
}
