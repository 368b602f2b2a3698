import { median } from "./percentiles.mjs";

/** Each bench's result as docs/performance.md shows it, in lines of Markdown. */
export const sections = {
  "hot-event": (result) => [
    ...table(
      ["", "bookings/s", "p50 ms", "p95 ms", "p99 ms", "booked", "refused"],
      [
        saleRow("Foyer, over HTTP", result.ours),
        saleRow("textbook", result.textbook),
        saleRow("driver in bulk", result.driver),
      ],
    ),
    "",
    `${result.buyers} buyers in flight, ${number(result.capacity)} tickets: **${result.vsTextbook} times** the textbook ` +
      `(${result.vsTextbookAtBest} times the textbook at its best), **${result.vsDriver}** of the driver ` +
      `${roundsOf(result, ({ vsDriver }) => vsDriver)}, p99 ${number(result.ours.p99)} ms. Oversold: ${result.oversold}; books ${balance(result)}. ` +
      `Answered with Retry-After: ${result.ours.deferred}. Event loop late by ${result.ours.eventLoopDelay.p50} ms ` +
      `(p50), ${result.ours.eventLoopDelay.p99} ms (p99).`,
    "",
    "The textbook with fewer buyers:",
    "",
    ...table(
      ["buyers", "bookings/s", "p50 ms", "p99 ms", "tries for each"],
      Object.entries(result.textbook.withFewer).map(([buyers, { perSecond, p50, p99, triesPerBooking }]) => [
        buyers,
        perSecond,
        p50,
        p99,
        triesPerBooking ?? "none sold",
      ]),
    ),
    "",
    coresOf(result.ours),
    "",
    "Where the server's time went:",
    "",
    ...profileTable(result.profile),
    "",
    machineOf(result),
  ],

  "hot-and-browse": (result) => [
    ...table(
      ["", "reads", "p50 ms", "p95 ms", "p99 ms"],
      [readsRow("alone", result.idle), readsRow(`while ${result.buyers} buyers book`, result.hot)],
    ),
    "",
    `${result.readsPerSecond} reads a second; the p99 is **${result.ratio} times** that of idle ` +
      `${roundsOf(result, ({ ratio }) => ratio)}. Meanwhile ` +
      `${number(result.ours.booked)} bookings were made, ${number(result.ours.perSecond)} a second.`,
    "",
    coresOf(result.ours),
    "",
    machineOf(result),
  ],

  "many-events": (result) => [
    ...table(
      ["", "bookings/s", "p50 ms", "p95 ms", "p99 ms", "booked", "refused"],
      [saleRow("Foyer, over HTTP", result.ours), saleRow("textbook", result.textbook)],
    ),
    "",
    `${result.buyers} buyers in flight over ${number(result.events)} events: **${result.vsTextbook} times** the ` +
      `textbook (${result.vsTextbookAtBest} times the textbook at its best). Oversold: ${result.oversold}; ` +
      `books ${balance(result)}.`,
    "",
    coresOf(result.ours),
    "",
    machineOf(result),
  ],

  kinds: (result) => [
    ...table(
      ["", "bookings/s", "p50 ms", "p95 ms", "p99 ms", "booked", "refused"],
      [
        saleRow("one kind", result.without),
        saleRow(`${result.settings.kinds} ticket types with quotas`, result.withKinds),
      ],
    ),
    "",
    `With ticket types **${result.ratio}** of what it is without ${roundsOf(result, (ratio) => ratio)}. Oversold: ` +
      `${result.oversold}; books ${balance(result)}.`,
    "",
    machineOf(result),
  ],

  soak: (result) => [
    `${number(result.settings.persecond)} bookings a second for ${number(result.settings.seconds)} seconds at ` +
      `${result.settings.processes} processes, one of them killed with SIGKILL every ${result.settings.killevery} seconds, ` +
      `${result.kills} times: ${number(result.sale.booked)} of ${number(result.sale.wanted)} wanted bookings were made, ` +
      `${number(result.bookings)} are in the database, **${result.lost} lost**, oversold ${result.oversold}; books ` +
      `${balance(result)} on all ${result.events} events. Latency p50 ${number(result.sale.p50)} ms; the slowest waited for a ` +
      "process to come back.",
    "",
    "Resident memory in MB, the median of each tenth of the time:",
    "",
    ...table(
      ["", ...result.memory.server.map((_, index) => `${index + 1}`)],
      [
        ["a server that was spared", ...result.memory.server],
        ["the database", ...result.memory.database],
      ],
    ),
    "",
    machineOf(result),
  ],

  reads: (result) => [
    ...bareTable(result.procedures),
    "",
    `${result.connections} connections for reads, ${result.crowd} for mutations.`,
    "",
    ...result.procedures.flatMap(({ name, profile }) => [
      `Where the server's time went, \`${name}\`:`,
      "",
      ...profileTable(profile),
      "",
    ]),
    machineOf(result),
  ],

  mechanisms: (result) => [
    ...table(
      ["mechanism", "bench", "figure", "with it", "without it", "without / with", "verdict"],
      result.mechanisms.flatMap(({ name, verdict, figures }) =>
        figures.map(({ bench, figure, withIt, without, ratios }, index) => [
          index === 0 ? name : "",
          `\`${bench}\``,
          figure,
          threeOf(withIt),
          threeOf(without),
          threeOf(ratios),
          index === 0 ? verdict : "",
        ]),
      ),
    ),
    "",
    machineOf(result),
  ],

  scale: (result) => {
    const sizes = result.sizes.map(({ events }) => events);
    return [
      ...table(
        ["p50 in ms", ...sizes.map((size) => `${number(size)} events`), "growth"],
        result.queries.map(({ name, p50, growth }) => [name, ...sizes.map((size) => p50[size]), growth]),
      ),
      "",
      `Filled: ${result.sizes
        .map(
          ({ events, bookings, fillSeconds }) =>
            `${number(events)} events with ${number(bookings)} bookings in ${fillSeconds} s`,
        )
        .join(
          "; ",
        )}.${result.leftOut.length > 0 ? ` Left out for want of time: ${result.leftOut.join(", ")}.` : ""}`,
      "",
      machineOf(result),
    ];
  },

  auth: (result) => [
    ...bareTable(result.sessions.requests),
    "",
    `A refused call with a session is answered at ${result.sessions.withVsWithout} of the rate of one without.`,
    "",
    ...table(["refusal", "median ms"], Object.entries(result.timing.medians)),
    "",
    `Slowest to fastest: ${result.timing.slowestToFastest}. ${result.flood.logins} sign-ins at once were answered ` +
      `${Object.entries(result.flood.statuses)
        .map(([status, count]) => `${status} (${count})`)
        .join(
          ", ",
        )}; meanwhile the event loop was late by ${result.flood.eventLoopDelayMs.p99} ms (p99), and others ` +
      `waited ${result.flood.otherRequests.p99} ms (p99).`,
    "",
    machineOf(result),
  ],
};

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => number(cell)).join(" | ")} |`;
  const ruler = `| ${head.map((_, index) => (index === 0 ? "---" : "---:")).join(" | ")} |`;
  return [line(head), ruler, ...rows.map(line)];
}

function number(value) {
  return typeof value === "number" ? value.toLocaleString("en-US") : String(value);
}

function saleRow(what, { perSecond, p50, p95, p99, booked, refused }) {
  return [what, perSecond, p50, p95, p99, booked, refused];
}

function readsRow(what, { reads, p50, p95, p99 }) {
  return [what, reads, p50, p95, p99];
}

function bareTable(figures) {
  return table(
    ["", "Foyer/s", "bare/s", "Foyer vs bare", "p50 ms", "p99 ms", "bytes"],
    figures.map(({ name, perSecond, bare, vsBare, p50, p99, bytes }) => [
      `\`${name}\``,
      perSecond,
      bare.perSecond,
      vsBare,
      p50,
      p99,
      bytes,
    ]),
  );
}

function profileTable({ byPart }) {
  return table(
    ["part", "share"],
    byPart.slice(0, 8).map(({ what, share }) => [what, `${Math.round(share * 100)} %`]),
  );
}

function balance({ reconcileOk }) {
  return reconcileOk ? "balance" : "**do not balance**";
}

/** The median of a few runs, and all of them. */
function threeOf(runs) {
  return runs.length === 1 ? number(runs[0]) : `**${number(median(runs))}** (${runs.map(number).join(", ")})`;
}

/** Which round the figures are of. */
function roundsOf({ rounds }, figure) {
  return `(the middle of ${rounds.length} rounds: ${rounds.map(figure).join(", ")})`;
}

function coresOf({ cores }) {
  const list = Object.entries(cores).map(([name, busy]) => `${name} ${busy ?? "unknown"}`);
  return `Cores kept busy: ${list.join(", ")}.`;
}

function machineOf({ machine, seconds, isSmoke }) {
  const { cpus, cpu, memoryGiB, os, node, date, commit, loadAverageBefore } = machine;
  const warning = isSmoke ? " **A smoke run: these figures mean nothing.**" : "";
  return (
    `Machine: ${cpus} cores (${cpu}), ${memoryGiB} GiB, ${os}, Node ${node}; ${date.slice(0, 10)}, commit ${commit}, ` +
    `load average before ${loadAverageBefore}; the run took ${seconds} s.${warning}`
  );
}
