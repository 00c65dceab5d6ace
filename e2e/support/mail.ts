import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { Growing } from "./until.ts";

/** A mail as it arrived. */
export interface ReceivedMail {
  readonly to: readonly string[];
  readonly message: string;
}

export interface MailServer {
  /** For CALLCALL_SMTP_URL. */
  readonly url: string;
  readonly mails: Growing<ReceivedMail>;
  close(): Promise<void>;
}

/** A real mail server on loopback that keeps everything it gets. */
export async function startMailServer(): Promise<MailServer> {
  const mails = new Growing<ReceivedMail>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, { envelope }, done) {
      void text(stream).then((message) => {
        mails.push({ to: envelope.rcptTo.map(({ address }) => address), message });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}?tls=off`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
