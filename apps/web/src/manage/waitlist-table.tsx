import type { WaitlistPlace } from "@foyer/contract/waitlist";
import { Table } from "@mantine/core";
import { DataTable } from "../shared/data-table";
import { EmailText } from "../shared/email-text";
import { TextLink } from "../shared/links";
import table from "../shared/table.module.css";
import { whenHere } from "../shared/times";
import { Typed } from "../shared/typed";
import { PlaceActions } from "./waitlist-place-actions";
import { placeStateWords } from "./waitlist-states";

type WaitlistTableProps = { places: readonly WaitlistPlace[]; hasKinds: boolean };

/** The places of a waiting list in the order of joining. */
export function WaitlistTable({ places, hasKinds }: WaitlistTableProps) {
  return (
    <DataTable aria-label="Waiting list">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Who</Table.Th>
          <Table.Th className={table.figure}>Tickets</Table.Th>
          {hasKinds && <Table.Th className={table.wide}>Kind</Table.Th>}
          <Table.Th className={table.wide}>Since</Table.Th>
          <Table.Th className={table.wide}>State</Table.Th>
          <Table.Th className={table.wide}>
            <span className="heard">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {places.map((place) => (
          <Table.Tr key={place.id}>
            <Table.Td className={table.who}>
              <strong>
                <Typed>{place.person.name}</Typed>
              </strong>
              <div className={table.soft}>
                <EmailText address={place.person.email} />
              </div>
              <div className={table.narrow}>
                {place.ticketType !== null && <Typed>{place.ticketType.name}</Typed>}
                <span className={table.soft}>Since {whenHere(place.joinedAt)}</span>
                <State place={place} />
                <PlaceActions place={place} />
              </div>
            </Table.Td>
            <Table.Td className={table.figure}>{place.ticketQuantity}</Table.Td>
            {hasKinds && (
              <Table.Td className={table.wide}>
                {place.ticketType !== null && <Typed>{place.ticketType.name}</Typed>}
              </Table.Td>
            )}
            <Table.Td className={table.wide}>{whenHere(place.joinedAt)}</Table.Td>
            <Table.Td className={table.wide}>
              <State place={place} />
            </Table.Td>
            <Table.Td className={table.wide}>
              <PlaceActions place={place} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </DataTable>
  );
}

function State({ place }: { place: WaitlistPlace }) {
  const { state, more } = placeStateWords(place);
  return (
    <div>
      {state}
      {more !== undefined && <div className={table.soft}>{more}</div>}
      {place.offer !== null && (
        <TextLink
          to="/manage/$eventId/attendees/$bookingId"
          params={{ eventId: place.eventId, bookingId: place.offer.bookingId }}
          size="sm"
        >
          Show the offer
        </TextLink>
      )}
    </div>
  );
}
