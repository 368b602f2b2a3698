import { SMTPServer } from "smtp-server";

/**
 * A mail server on loopback that accepts everything and stores nothing: the server under load sends its mails as in
 * production, and receiving them costs as little as possible.
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
  // A client that hangs up does not fail the bench.
  server.on("error", () => {});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `smtp://127.0.0.1:${server.server.address().port}`,
    count: () => count,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}
