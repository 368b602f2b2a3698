import { constants } from "node:fs";
import { access, lstat, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import type { Config } from "../config.js";
import { checkMailServer } from "../mail/send-mail.js";
import { wrongNode } from "../needed-node.js";
import { isTestKey } from "../payments/payments-choice.js";
import { type Finding, ok, wrong } from "./finding.js";

/** Checks the version of Node. */
export function checkNode(version: string): Finding {
  const problem = wrongNode(version);
  return problem === undefined ? ok("node", version) : wrong("node", problem);
}

/** Checks what a configuration leaves out that a server in use should have. */
export function checkAddress({ isProduction, publicUrl }: Config): Finding {
  if (!isProduction || !publicUrl.startsWith("http://")) return ok("address", publicUrl);
  return wrong(
    "address",
    `people would be sent to ${publicUrl}: set PUBLIC_URL to the address with https:// that they use`,
  );
}

/** Checks the way to the mail server: connection, TLS, credentials. Nothing is sent. */
export async function checkMail({ mail, isProduction }: Config): Promise<Finding> {
  switch (mail.kind) {
    case "caught":
      return ok("mail", "is caught, and shown at /dev/mail while the server runs");
    case "none":
      return isProduction
        ? wrong("mail", "there is no mail server, so mails stay queued: set SMTP_URL")
        : wrong("mail", "others reach this server and there is no mail server: set SMTP_URL");
    case "smtp": {
      const host = new URL(mail.url).host;
      const problem = await checkMailServer(mail.url);
      if (problem === undefined) return ok("mail", `${host} takes our credentials; nothing was sent`);
      return wrong("mail", `${host}: ${problem}; check SMTP_URL`);
    }
  }
}

/** Checks Stripe's keys: that they are of the right kind, and that Stripe takes the secret one. Changes nothing. */
export async function checkPayments({ payments, isProduction }: Config): Promise<readonly Finding[]> {
  if (payments.kind === "off") return [ok("payments", "cash only")];
  if (payments.kind === "sandbox") return [ok("payments", "the sandbox plays them; no money is moved")];
  const isTest = isTestKey(payments.secretKey);
  const findings: Finding[] = [];
  if (isProduction && isTest) {
    findings.push(wrong("payments", "the keys are Stripe's test keys: no money arrives; set the live ones"));
  }
  if (!isProduction && !isTest) {
    findings.push(
      wrong(
        "payments",
        "the keys are live and this is not production: cards would be charged; set test keys",
      ),
    );
  }
  const { checkStripeKey } = await import("../payments/check-stripe-key.js");
  const problem = await checkStripeKey(payments);
  const mode = isTest ? "test" : "live";
  findings.push(
    problem === undefined
      ? ok("payments", `Stripe takes the ${mode} keys; whether notices arrive is seen in its dashboard`)
      : wrong("payments", problem),
  );
  return findings;
}

/** Below this a database that grows soon has a problem, in bytes. */
const LITTLE_ROOM = 2 ** 30;

/** Checks that the embedded database has a place and room on it. With another database Foyer keeps nothing. */
export async function checkDisk({ database }: Config): Promise<Finding> {
  if (database.kind === "external") return ok("disk", "Foyer keeps nothing on this machine");
  const { directory } = database;
  const place = await beginningOf(directory);
  if (!(await takesFiles(place))) {
    return wrong(
      "disk",
      `${directory}: nothing can be made in ${place}; let this user write there, or move FOYER_DATA_DIR`,
    );
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const text = `${Math.floor(free / 2 ** 20)} MB free for ${directory}`;
  return free >= LITTLE_ROOM ? ok("disk", text) : wrong("disk", `${text}: make room, or move FOYER_DATA_DIR`);
}

/** What is there of a path: all of it or, before the first start, what it will be made in. A link is there wherever it leads. */
async function beginningOf(path: string): Promise<string> {
  const isThere = await lstat(path).then(
    () => true,
    () => false,
  );
  const above = dirname(path);
  return isThere || above === path ? path : beginningOf(above);
}

/** Whether a path leads to a folder that this user may write to. */
async function takesFiles(path: string): Promise<boolean> {
  try {
    await access(path, constants.W_OK | constants.X_OK);
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}
