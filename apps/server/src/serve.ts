import type { FailpointHook } from "@foyer/domain/failpoints";
import { atPort, isProduction, readConfig } from "./config.js";
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "./demo/demo-people.js";
import { hasDemo, seedDemo } from "./demo/seed-demo.js";
import { closeApp, drain, REFUSING_MS } from "./http/close-app.js";
import { createApp } from "./http/create-app.js";
import { createHostState } from "./http/host-state.js";
import { createLog } from "./http/logging.js";
import { startJobs } from "./jobs.js";
import { type Lifecycle, runUntilSignal } from "./lifecycle.js";
import { startMail } from "./mail/start-mail.js";
import { createOperatorOutput, logProcessTrouble, type OperatorOutput } from "./operator-output.js";
import { reservePort } from "./reserve-port.js";
import { startApp } from "./start-app.js";
import type { HostTracing } from "./tracing/start-tracing.js";
import type { TracingChoice } from "./tracing/tracing-variables.js";

/** The listen backlog: thousands of clients connect within a second when a sale begins. Node's default is 511. */
const BACKLOG = 8_192;
/** The limit for a shutdown, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 10_000;

export interface ServeOptions {
  /** Called at failpoints: tests end the process there. No configuration can set it. */
  readonly failpoint?: FailpointHook | undefined;
  /** Ends the server when the process that started it is gone. */
  readonly endsWithParent?: boolean;
}

/** Runs the server until it is stopped. */
export async function serve(
  env: NodeJS.ProcessEnv,
  { failpoint, endsWithParent = false }: ServeOptions = {},
): Promise<void> {
  const output = createOperatorOutput(isProduction(env));
  const options = { limitMs: SHUTDOWN_LIMIT_MS, output, endsWithParent };
  await runUntilSignal(options, (lifecycle) => start(env, { lifecycle, output, failpoint }));
}

async function start(
  env: NodeJS.ProcessEnv,
  {
    lifecycle: { stopping, ending, lost },
    output,
    failpoint,
  }: {
    readonly lifecycle: Lifecycle;
    readonly output: OperatorOutput;
    readonly failpoint: FailpointHook | undefined;
  },
): Promise<void> {
  const read = readConfig(env);
  const reserved = read.port === 0 ? await reservePort(read.host) : undefined;
  if (reserved !== undefined) stopping(reserved.release);
  const config = reserved === undefined ? read : atPort(read, reserved.port);
  const log = createLog(config.logLevel);
  if (config.isProduction) logProcessTrouble(log);

  const tracing = await provideTracing(config.tracing);
  if (tracing !== undefined) stopping(() => tracing.stop());

  const { mailer, catcher } = await startMail(config.mail, log);
  if (catcher !== undefined) stopping(() => catcher.stop());
  stopping(() => mailer.stop());

  const { context, stop } = await startApp(config, {
    log,
    sendMail: mailer.post,
    mailTransport: mailer.send,
    onLost: lost,
    onEnding: ending,
    failpoint,
    tracing,
  });
  stopping(stop);

  if (config.demo) {
    const isNew = await seedDemo(context);
    if (isNew) output.say("filled the empty database with demo data");
  }

  const jobs = startJobs(context, log, config);
  stopping(() => jobs.stop());

  const host = createHostState();
  const app = await createApp(context, { log, config, catcher, metrics: config.metrics, host, tracing });
  stopping(() => closeApp(app, host, config.drainSeconds > 0 ? REFUSING_MS : 0));
  // Streams never finish by themselves. Their clients go on at another process.
  stopping(async () => context.liveUpdates.close());
  await reserved?.release();
  await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });
  ending(() => drain(host, config.drainSeconds * 1_000), config.drainSeconds * 1_000);

  if (config.mail.kind === "none") {
    output.say("there is no mail server (SMTP_URL): mails stay queued until there is one");
  }
  const origin = `http://localhost:${config.port}`;
  if (catcher !== undefined) {
    output.say(`what Foyer mails is shown at ${origin}/dev/mail`);
  }
  // Secure cookies mean that other machines can reach the server.
  if (config.payments.kind === "sandbox" && config.secureCookies) {
    output.say("the sandbox plays the payments: its test numbers give tickets away (see PAYMENTS)");
  }
  if (config.demo && (await hasDemo(context))) {
    output.say(`demo accounts, all with the password ${DEMO_PASSWORD}:`);
    for (const { email, what } of DEMO_ACCOUNTS) output.say(`  ${email.padEnd(24)} ${what}`);
  }
  output.say(`ready on ${origin}`);
}

async function provideTracing(choice: TracingChoice): Promise<HostTracing | undefined> {
  if (choice.kind === "off") return undefined;
  // Imported dynamically: where traces are off nothing of OpenTelemetry is loaded.
  const { startTracing } = await import("./tracing/start-tracing.js");
  return startTracing(choice.share);
}
