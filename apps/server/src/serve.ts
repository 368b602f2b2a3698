import type { AddressInfo } from "node:net";
import type { FailpointHook } from "@foyer/domain/failpoints";
import { readConfig } from "./config.js";
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from "./demo/demo-people.js";
import { hasDemo, seedDemo } from "./demo/seed-demo.js";
import { closeApp } from "./http/close-app.js";
import { createApp } from "./http/create-app.js";
import { createLog } from "./http/logging.js";
import { startJobs } from "./jobs.js";
import { runUntilSignal } from "./lifecycle.js";
import { startMail } from "./mail/start-mail.js";
import { startApp } from "./start-app.js";

/** The listen backlog: thousands of clients connect within a second when a sale begins. Node's default is 511. */
const BACKLOG = 8_192;
/** The limit for a shutdown, in milliseconds. */
const SHUTDOWN_LIMIT_MS = 10_000;

/**
 * Runs the server until it is stopped.
 *
 * @param failpoint called at failpoints: tests end the process there. No configuration can set it.
 */
export async function serve(env: NodeJS.ProcessEnv, failpoint?: FailpointHook): Promise<void> {
  await runUntilSignal(SHUTDOWN_LIMIT_MS, (stopping, lost) => start(env, { stopping, lost, failpoint }));
}

async function start(
  env: NodeJS.ProcessEnv,
  {
    stopping,
    lost,
    failpoint,
  }: {
    readonly stopping: (stop: () => Promise<unknown>) => void;
    readonly lost: () => void;
    readonly failpoint?: FailpointHook | undefined;
  },
): Promise<void> {
  const config = readConfig(env);
  const log = createLog(config.logLevel);

  const { mailer, catcher } = await startMail(config.mail, log);
  if (catcher !== undefined) stopping(() => catcher.stop());
  stopping(() => mailer.stop());

  const { context, stop } = await startApp(config, {
    log,
    sendMail: mailer.post,
    mailTransport: mailer.send,
    onLost: lost,
    failpoint,
  });
  stopping(stop);

  if (config.demo) {
    const isNew = await seedDemo(context);
    if (isNew) console.log("foyer: filled the empty database with demo data");
  }

  const jobs = startJobs(context, log, config);
  stopping(() => jobs.stop());

  const app = await createApp(context, { log, config, catcher, metrics: config.metrics });
  stopping(() => closeApp(app));
  // Streams never finish by themselves. Their clients go on at another process.
  stopping(async () => context.liveUpdates.close());
  await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });

  if (config.mail.kind === "none") {
    console.log("foyer: there is no mail server (SMTP_URL): mails stay queued until there is one");
  }
  const origin = `http://localhost:${portOf(app.server.address()) ?? config.port}`;
  if (catcher !== undefined) {
    console.log(`foyer: what Foyer mails is shown at ${origin}/dev/mail`);
  }
  // Secure cookies mean that other machines can reach the server.
  if (config.payments.kind === "sandbox" && config.secureCookies) {
    console.log("foyer: the sandbox plays the payments: its test numbers give tickets away (see PAYMENTS)");
  }
  if (config.demo && (await hasDemo(context))) {
    console.log(`foyer: demo accounts, all with the password ${DEMO_PASSWORD}:`);
    for (const { email, what } of DEMO_ACCOUNTS) console.log(`foyer:   ${email.padEnd(24)} ${what}`);
  }
  console.log(`foyer: ready on ${origin}`);
}

function portOf(address: string | AddressInfo | null): number | undefined {
  return typeof address === "object" ? address?.port : undefined;
}
