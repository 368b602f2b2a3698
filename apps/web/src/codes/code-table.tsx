import type { DiscountCodeView } from "@foyer/contract/discount-code";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { Table } from "@mantine/core";
import { useManagedEvent } from "../manage/managed-event";
import { DataTable } from "../shared/data-table";
import { listWords } from "../shared/list-words";
import { useNow } from "../shared/now";
import table from "../shared/table.module.css";
import { Typed } from "../shared/typed";
import { CodeActions } from "./code-actions";
import { codeState, discountWords, usesWords } from "./code-words";

type CodeTableProps = { codes: readonly DiscountCodeView[]; kinds: readonly TicketTypeFigures[] };

/** The codes of an event with what they do and how often they are used. */
export function CodeTable({ codes, kinds }: CodeTableProps) {
  const event = useManagedEvent();
  const now = useNow();
  return (
    <DataTable aria-label="Discount codes">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Code</Table.Th>
          <Table.Th className={table.wide}>What it does</Table.Th>
          <Table.Th className={table.figure}>Used</Table.Th>
          <Table.Th className={table.wide}>State</Table.Th>
          <Table.Th className={table.action}>
            <span className="heard">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {codes.map((code) => {
          const does = discountWords(code, event.currency);
          const kindsOfCode = kindNames(code, kinds);
          const state = codeState(code, event.timeZone, now);
          return (
            <Table.Tr key={code.id}>
              <Table.Td className={table.who}>
                <strong>
                  <Typed>{code.code}</Typed>
                </strong>
                <div className={table.narrow}>
                  <div>{does}</div>
                  {kindsOfCode !== undefined && <div className={table.soft}>{kindsOfCode}</div>}
                  <div className={table.soft}>{state}</div>
                </div>
              </Table.Td>
              <Table.Td className={table.wide}>
                {does}
                {kindsOfCode !== undefined && <div className={table.soft}>{kindsOfCode}</div>}
              </Table.Td>
              <Table.Td className={table.figure}>{usesWords(code)}</Table.Td>
              <Table.Td className={table.wide}>{state}</Table.Td>
              <Table.Td className={table.action}>
                <CodeActions code={code} kinds={kinds} />
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </DataTable>
  );
}

/** The kinds that a code is for; undefined if it is for all. */
function kindNames(
  { ticketTypeIds }: DiscountCodeView,
  kinds: readonly TicketTypeFigures[],
): string | undefined {
  if (ticketTypeIds.length === 0) return undefined;
  const names = kinds.filter(({ id }) => ticketTypeIds.includes(id)).map(({ name }) => name);
  return names.length === 0 ? "For tickets that are no longer sold" : `For ${listWords(names)}`;
}
