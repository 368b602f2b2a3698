// Loaded into the server with --import: measures its event-loop delay and takes CPU profiles, on request over the IPC
// channel. The server's own code does not know of it.
import { writeFile } from "node:fs/promises";
import { Session } from "node:inspector/promises";
import { monitorEventLoopDelay } from "node:perf_hooks";

const SAMPLE_MICROSECONDS = 500;

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();

let session;

const answers = {
  "event-loop-delay"() {
    const ms = (nanoseconds) => Math.round(nanoseconds / 1e4) / 100;
    const facts = { p50: ms(delay.percentile(50)), p99: ms(delay.percentile(99)), max: ms(delay.max) };
    delay.reset();
    return facts;
  },
  async "profile-start"() {
    session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: SAMPLE_MICROSECONDS });
    await session.post("Profiler.start");
  },
  async "profile-stop"({ file }) {
    const { profile } = await session.post("Profiler.stop");
    session.disconnect();
    await writeFile(file, JSON.stringify(profile));
  },
};

process.on("message", async ({ id, ask, ...rest }) => {
  process.send({ id, answer: await answers[ask](rest) });
});
// The channel must not keep the server alive.
process.channel.unref();
