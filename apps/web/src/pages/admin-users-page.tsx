import type { Role, UserView } from "@foyer/contract/user";
import { Button, Table } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import classes from "../admin/admin-table.module.css";
import { UserActions } from "../admin/user-actions";
import { UserState } from "../admin/user-state";
import type { UsersIn } from "../admin/users-in";
import { trpc } from "../api/client";
import { useMe } from "../api/session";
import { TableSkeleton } from "../manage/event-table";
import { ActionMessageArea } from "../shared/action-messages";
import { DataTable } from "../shared/data-table";
import { EmailText } from "../shared/email-text";
import { EmptyState } from "../shared/empty-state";
import { ErrorNotice } from "../shared/error-notice";
import { FilterChoice } from "../shared/filter-choice";
import bar from "../shared/list-bar.module.css";
import { ListCount } from "../shared/list-count";
import { usePageTitle } from "../shared/page-title";
import { SearchField } from "../shared/search-field";
import { ShowMore } from "../shared/show-more";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { useMorePages } from "../shared/use-more-pages";

const route = getRouteApi("/admin/users");

const ROLES: readonly { value: Role | undefined; words: string }[] = [
  { value: undefined, words: "Everybody" },
  { value: "user", words: "Users" },
  { value: "admin", words: "Admins" },
];

const STATES: readonly { value: UsersIn; words: string }[] = [
  { value: undefined, words: "All" },
  { value: "active", words: "Active" },
  { value: "disabled", words: "Disabled" },
  { value: "locked", words: "Locked" },
  { value: "deleted", words: "Deleted" },
];

export function AdminUsersPage() {
  usePageTitle("Users");
  const { q, role, state } = route.useSearch();
  const navigate = route.useNavigate();
  const me = useMe();
  const users = trpc.user.list.useInfiniteQuery(
    { search: q, role, state, limit: 50 },
    { getNextPageParam: (last) => last.nextCursor, placeholderData: keepPreviousData },
  );
  const fetchMore = useMorePages(users);
  const change = (
    changed: { q?: string | undefined; role?: Role | undefined; state?: UsersIn },
    replacesEntry = false,
  ) =>
    void navigate({ search: (old) => ({ ...old, ...changed }), replace: replacesEntry, resetScroll: false });
  const rows = users.data?.pages.flatMap((page) => page.items);

  return (
    <ActionMessageArea>
      <search className={bar.bar}>
        <SearchField
          className={classes.search}
          label="Search users"
          placeholder="Search by name or email"
          value={q}
          onChange={(q, replacesEntry) => change({ q }, replacesEntry)}
        />
        <FilterChoice
          label="Role"
          options={ROLES}
          value={role}
          onChange={(value) => change({ role: value })}
        />
        <FilterChoice
          label="State"
          options={STATES}
          value={state}
          onChange={(value) => change({ state: value })}
        />
        <ListCount className={bar.last} shown={rows?.length} noun="user" hasMore={users.hasNextPage} />
      </search>
      {users.isLoadingError ? (
        <ErrorNotice
          title="The users could not be loaded."
          error={users.error}
          onRetry={() => void users.refetch()}
        />
      ) : !rows ? (
        <TableSkeleton />
      ) : rows.length === 0 ? (
        <EmptyState
          title="Nobody matches"
          action={
            <Button variant="default" onClick={() => void navigate({ search: {} })}>
              Clear filters
            </Button>
          }
        >
          Everybody with an account stands here. Try fewer words, or another role or state.
        </EmptyState>
      ) : (
        <UserTable users={rows} ownId={me?.id} />
      )}
      <ShowMore
        of="users"
        hasMore={users.hasNextPage}
        isLoading={users.isFetchingNextPage}
        error={users.isFetchNextPageError ? users.error : null}
        onMore={() => void fetchMore()}
      />
    </ActionMessageArea>
  );
}

function UserTable({ users, ownId }: { users: readonly UserView[]; ownId: string | undefined }) {
  return (
    <DataTable className={`${table.plain} ${classes.table}`} aria-label="Users">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>User</Table.Th>
          <Table.Th className={classes.wide}>Role</Table.Th>
          <Table.Th className={classes.wide}>State</Table.Th>
          <Table.Th className={classes.wide}>Last signed in</Table.Th>
          <Table.Th className={classes.wide}>Joined</Table.Th>
          <Table.Th className={classes.action}>
            <span className="heard">Change</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {users.map((user) => (
          <Table.Tr key={user.id}>
            <Table.Td className={table.who}>
              <strong>
                <Typed>{user.name}</Typed>
              </strong>
              {user.id === ownId && " (you)"}
              {user.deletedAt === null && (
                <div className={table.soft}>
                  <EmailText address={user.email} />
                  {!user.isEmailVerified && ", not confirmed"}
                </div>
              )}
              <div className={classes.narrow}>
                <div className={classes.line}>
                  {roleWords(user.role)}
                  <UserState user={user} />
                </div>
                <div className={table.soft}>{lastSignIn(user)}</div>
              </div>
            </Table.Td>
            <Table.Td className={classes.wide}>{roleWords(user.role)}</Table.Td>
            <Table.Td className={classes.wide}>
              <UserState user={user} />
            </Table.Td>
            <Table.Td className={`${classes.wide} ${classes.fixed}`}>
              {user.lastLoginAt ? whenHere(user.lastLoginAt) : "Never"}
            </Table.Td>
            <Table.Td className={`${classes.wide} ${classes.fixed}`}>{whenHere(user.createdAt)}</Table.Td>
            <Table.Td className={classes.action}>
              <UserActions user={user} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function roleWords(role: Role): string {
  return role === "admin" ? "Admin" : "User";
}

function lastSignIn({ lastLoginAt }: UserView): string {
  return lastLoginAt ? `Last signed in ${whenHere(lastLoginAt)}` : "Never signed in";
}
