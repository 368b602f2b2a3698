import { SMTPServer } from "smtp-server";

/**
 * A mail server on loopback that takes everything and keeps nothing, so that the server under load sends its mails
 * as it would anywhere, and this machine does no more for them than it must.
 */
export async function startMailSink() {
  let count = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    onData(stream, _session, done) {
      stream.resume();
      stream.once("end", () => {
        count++;
        done();
      });
    },
  });
  // A client that hangs up is no fault of the bench.
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${server.server.address().port}`,
    count: () => count,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
