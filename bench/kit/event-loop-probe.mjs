// Loaded into the server with --import: measures how late its event loop is, without the server knowing. Prints
// a line whenever it is sent SIGUSR2, and starts anew.
import { monitorEventLoopDelay } from "node:perf_hooks";

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

process.on("SIGUSR2", () => {
  const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100;
  const facts = { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) };
  process.stdout.write(`event-loop-delay ${JSON.stringify(facts)}\n`);
  delay.reset();
});
