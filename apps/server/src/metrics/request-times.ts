/** Upper bounds in seconds: from what memory answers to what nobody waits for. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const NAME = "foyer_http_request_duration_seconds";
const HELP = "From the request's head to the answer's end.";

/** What answers are counted by: names of ours, never what clients make up. */
interface AnswerKind {
  readonly method: string;
  readonly route: string;
  readonly status: number;
}

/** Answers of one kind. */
interface Tally {
  add(seconds: number): void;
}

/** How many answers there were, and how long they took. */
export interface RequestTimes {
  /** Where answers of a kind are added: whoever gives many of them keeps it. */
  of(kind: AnswerKind): Tally;
  /** One histogram in Prometheus' text form. */
  text(): string;
}

/**
 * A histogram of our own: prom-client's checks, sorts and hashes the labels for each answer, which cost as much as
 * sending one from memory.
 */
export function createRequestTimes(): RequestTimes {
  const tallies = new Map<string, CountedTally>();
  return {
    of({ method, route, status }) {
      const labels = `method="${method}",route="${route}",status="${status}"`;
      const known = tallies.get(labels);
      if (known !== undefined) return known;
      const tally = createTally(labels);
      tallies.set(labels, tally);
      return tally;
    },
    text() {
      const lines = [...tallies.values()].flatMap((tally) => tally.lines());
      return [`# HELP ${NAME} ${HELP}`, `# TYPE ${NAME} histogram`, ...lines, ""].join("\n");
    },
  };
}

interface CountedTally extends Tally {
  lines(): string[];
}

function createTally(labels: string): CountedTally {
  // The last one is of what took longer than all bounds.
  const counts = new Float64Array(BUCKETS.length + 1);
  let sum = 0;
  return {
    add(seconds) {
      let at = 0;
      for (const bound of BUCKETS) {
        if (seconds <= bound) break;
        at++;
      }
      counts[at] = (counts[at] ?? 0) + 1;
      sum += seconds;
    },
    lines() {
      let count = 0;
      const buckets = [...BUCKETS, "+Inf"].map((bound, at) => {
        count += counts[at] ?? 0;
        return `${NAME}_bucket{le="${bound}",${labels}} ${count}`;
      });
      if (count === 0) return [];
      return [...buckets, `${NAME}_sum{${labels}} ${sum}`, `${NAME}_count{${labels}} ${count}`];
    },
  };
}
