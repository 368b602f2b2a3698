import type { BookingItem, BookingView } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { Table } from "@mantine/core";
import { DataTable } from "../shared/data-table";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import classes from "./managed-booking.module.css";

/** The tickets of a booking by kind, with what they cost, what a code took off and what was given back. */
export function BookingItems({ booking }: { booking: BookingView }) {
  const { items, discountCode, discountAmount, totalAmount, refundedAmount, addition, currency } = booking;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <DataTable className={`${table.table} ${classes.items}`} aria-label="Tickets and price">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Tickets</Table.Th>
          <Table.Th className={table.figure}>Each</Table.Th>
          <Table.Th className={table.figure}>Price</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {items.map((item) => (
          <ItemRow key={`${item.ticketTypeId} ${item.unitPrice}`} item={item} money={money} />
        ))}
        {(discountCode !== null || discountAmount > 0) && (
          <Table.Tr>
            <Table.Td colSpan={2}>
              Code <Typed>{discountCode ?? ""}</Typed>
            </Table.Td>
            <Table.Td className={table.figure}>
              {discountAmount > 0 ? `−${money(discountAmount)}` : "takes nothing off"}
            </Table.Td>
          </Table.Tr>
        )}
        <Table.Tr className={classes.total ?? ""}>
          <Table.Td colSpan={2}>Total</Table.Td>
          <Table.Td className={table.figure}>{totalAmount === 0 ? "Free" : money(totalAmount)}</Table.Td>
        </Table.Tr>
        {refundedAmount > 0 && (
          <Table.Tr>
            <Table.Td colSpan={2}>Given back</Table.Td>
            <Table.Td className={table.figure}>−{money(refundedAmount)}</Table.Td>
          </Table.Tr>
        )}
        {addition !== null && (
          <>
            <Table.Tr>
              <Table.Td colSpan={3} className={classes.held}>
                {addition.isOffer ? "Offered by the waiting list" : "Held in addition"} until{" "}
                {whenHere(addition.holdExpiresAt)}, for {money(addition.amount)}
              </Table.Td>
            </Table.Tr>
            {addition.items.map((item) => (
              <ItemRow key={`held ${item.ticketTypeId} ${item.unitPrice}`} item={item} money={money} />
            ))}
          </>
        )}
      </Table.Tbody>
    </DataTable>
  );
}

function ItemRow({ item, money }: { item: BookingItem; money: (amount: number) => string }) {
  const { name, quantity, unitPrice } = item;
  return (
    <Table.Tr>
      <Table.Td className={table.who}>
        {quantity.toLocaleString("en")} × {name === null ? "Ticket" : <Typed>{name}</Typed>}
      </Table.Td>
      <Table.Td className={table.figure}>{unitPrice === 0 ? "Free" : money(unitPrice)}</Table.Td>
      <Table.Td className={table.figure}>{unitPrice === 0 ? "Free" : money(unitPrice * quantity)}</Table.Td>
    </Table.Tr>
  );
}
