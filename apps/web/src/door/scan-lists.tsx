import { isolated } from "@foyer/contract/characters";
import { Button } from "@mantine/core";
import { TextLink } from "../shared/links";
import type { Scan } from "./scan";
import classes from "./scan-lists.module.css";
import { canTakeBack } from "./scan-queue";
import { momentWords, refusalWords, verdictOf } from "./verdict";

type ListProps = {
  eventId: string;
  scans: readonly Scan[];
  now: Date;
  timeZone: string;
};

/** Tickets whose holders were let in before the server rejected them: staff has to find the holders. */
export function SortOut({
  eventId,
  scans,
  now,
  timeZone,
  onSorted,
}: ListProps & { onSorted: (id: string) => void }) {
  const open = scans.filter((scan) => scan.needsSorting);
  if (open.length === 0) return null;
  return (
    <section className={classes.sortOut} aria-label="Sort out">
      <h2 className={classes.heading}>Sort out: {open.length}</h2>
      <p className={classes.soft}>Let in while there was no network, and refused when it was back.</p>
      <ul className={classes.list}>
        {open.map((scan) => (
          <li key={scan.scanId} className={classes.item}>
            <div className={classes.words}>
              <strong>Let in {momentWords(new Date(scan.scannedAt), now, timeZone)}</strong>
              <div>
                {scan.outcome.kind === "refused" && refusalWords(scan.outcome.refusal, now, timeZone)}
              </div>
              <TextLink
                to="/manage/$eventId/attendees"
                params={{ eventId }}
                search={{ q: scan.code }}
                size="sm"
              >
                Whose ticket {shortCode(scan)} is
              </TextLink>
            </div>
            <Button variant="default" size="sm" onClick={() => onSorted(scan.scanId)}>
              Sorted out
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const SHOWN = 20;

/** Recent scans of this device, newest first, with a button to undo them. */
export function RecentScans({
  eventId,
  scans,
  now,
  timeZone,
  onTakeBack,
}: ListProps & { onTakeBack: (id: string) => void }) {
  const recent = scans.slice(-SHOWN).toReversed();
  if (recent.length === 0) return null;
  return (
    <section aria-label="Scanned on this device">
      <h2 className={classes.heading}>Scanned on this device</h2>
      <ul className={classes.list}>
        {recent.map((scan) => {
          const { tone, title, lines } = verdictOf(scan, { link: "broken", now, timeZone });
          return (
            <li key={scan.scanId} className={classes.item}>
              <div className={classes.words}>
                <strong data-tone={tone} className={classes.title}>
                  {title}
                </strong>{" "}
                {momentWords(new Date(scan.scannedAt), now, timeZone)}
                <div className={classes.soft}>
                  {scan.outcome.kind === "admitted" && (
                    <>
                      <TextLink
                        to="/manage/$eventId/attendees/$bookingId"
                        params={{ eventId, bookingId: scan.outcome.admission.bookingId }}
                        size="sm"
                      >
                        {isolated(scan.outcome.admission.attendeeName)}
                      </TextLink>
                      {", "}
                    </>
                  )}
                  {lines.join(", ")}
                </div>
              </div>
              {canTakeBack(scan) && (
                <Button variant="default" size="sm" onClick={() => onTakeBack(scan.scanId)}>
                  Undo
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Enough of a code to tell it from others of the same event. */
function shortCode({ ticket }: Scan): string {
  return `…${ticket.bookingId.slice(-4).toUpperCase()}-${ticket.number}`;
}
