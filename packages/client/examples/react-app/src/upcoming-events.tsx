import { type FoyerClient, type RouterOutputs, reasonOf } from "@foyer/client";
import { formatMoney } from "@foyer/client/money";
import { useEffect, useState } from "react";

type Events = RouterOutputs["event"]["list"]["items"];

/** What is on, and a field to search in it. */
export function UpcomingEvents({ foyer }: { readonly foyer: FoyerClient }) {
  const [search, setSearch] = useState("");
  const [events, setEvents] = useState<Events>();
  const [problem, setProblem] = useState<string>();

  useEffect(() => {
    const wanted = new AbortController();
    foyer.event.list.query({ ...(search !== "" && { search }), limit: 10 }, { signal: wanted.signal }).then(
      ({ items }) => {
        if (wanted.signal.aborted) return;
        setEvents(items);
        setProblem(undefined);
      },
      (error) => {
        if (!wanted.signal.aborted) setProblem(reasonOf(error) ?? "No answer.");
      },
    );
    return () => wanted.abort();
  }, [foyer, search]);

  return (
    <main>
      <h1>What is on</h1>
      <label>
        Search <input type="search" value={search} onChange={(change) => setSearch(change.target.value)} />
      </label>
      {problem !== undefined && <p role="alert">{problem}</p>}
      {events?.length === 0 && <p>Nothing is on.</p>}
      <ul>
        {events?.map(({ id, name, venue, dateTime, timeZone, price, currency }) => (
          <li key={id}>
            <strong>{name}</strong>, {venue},{" "}
            <time dateTime={dateTime.toISOString()}>{dateTime.toLocaleString("en", { timeZone })}</time>,{" "}
            {price === 0 ? "free" : formatMoney(price, currency)}
          </li>
        ))}
      </ul>
    </main>
  );
}
