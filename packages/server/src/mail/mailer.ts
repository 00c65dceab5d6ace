import type { Mail, Mailer, MailResult } from "@callcall/engine";
import { createTransport, type NodemailerError } from "nodemailer";
import type { MailSender, SmtpServer } from "./settings.ts";

export interface MailerOptions {
  readonly server: SmtpServer;
  readonly from: MailSender;
  /** Certificate authorities trusted beside the public ones, PEM. */
  readonly extraCa?: readonly string[];
  /** Most time that one mail may take, from the connection on; shorter in tests. */
  readonly limitMs?: number;
}

const LIMIT_MS = 30_000;
const CONNECT_MS = 10_000;
/** A server that says nothing for so long is not waited for. */
const SILENT_MS = 20_000;
const CONNECTIONS = 2;
const IDLE_MS = 30_000;
const ERROR_CHARACTERS = 300;

/** Mail over SMTP, encrypted unless told otherwise. Connects when there is something to send, and not before. */
export function createMailer({ server, from, extraCa, limitMs = LIMIT_MS }: MailerOptions): Mailer {
  const transport = createTransport({
    pool: true,
    host: server.host,
    port: server.port,
    secure: server.encryption === "tls",
    requireTLS: server.encryption === "starttls",
    ignoreTLS: server.encryption === "none",
    ...(server.auth === null ? {} : { auth: server.auth }),
    ...(extraCa === undefined ? {} : { tls: { ca: [...extraCa] } }),
    connectionTimeout: Math.min(CONNECT_MS, limitMs),
    greetingTimeout: Math.min(CONNECT_MS, limitMs),
    dnsTimeout: Math.min(CONNECT_MS, limitMs),
    socketTimeout: Math.min(SILENT_MS, limitMs),
    maxConnections: CONNECTIONS,
    idleTimeout: IDLE_MS,
    // A mail whose connection breaks is tried again by the engine, which counts.
    maxRequeues: 0,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  // Idle connections that break have nobody else to tell; the mails on them fail by themselves.
  transport.on("error", () => {});
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);

  async function send(mail: Mail): Promise<MailResult> {
    try {
      const sent = await transport.sendMail({
        from: { name: from.name, address: from.address },
        // As objects: as text, a comma in an address would be another address.
        to: mail.to.map((address) => ({ name: "", address })),
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        messageId: `<${mail.messageId}@${domain}>`,
        headers: { "Auto-Submitted": "auto-generated" },
        // A server that drips its answers is never silent.
        signal: AbortSignal.timeout(limitMs),
      });
      const refused = sent.rejected.length === 0 ? null : `Refused for ${sent.rejected.join(", ")}`;
      return { kind: "sent", refused };
    } catch (error) {
      return failed(error as NodemailerError, limitMs);
    }
  }

  return { send, close: () => transport.close({ force: true }) };
}

/** Codes that speak about this very mail. A password that is refused is the operator's to mend: that is tried again. */
const OF_THE_MAIL: readonly (string | undefined)[] = ["EENVELOPE", "EMESSAGE"];

function failed(error: NodemailerError, limitMs: number): MailResult {
  const permanent = error.permanent === true && OF_THE_MAIL.includes(error.code);
  return { kind: "failed", permanent, error: inWords(error, limitMs) };
}

function inWords({ code, response, message }: NodemailerError, limitMs: number): string {
  if (response !== undefined && response !== "") {
    const what = code === "EAUTH" ? "refused the sign-in" : "answered";
    return `The mail server ${what}: ${oneLine(response)}`;
  }
  if (code === "EABORT") return `The mail server did not finish within ${limitMs / 1_000} seconds`;
  return `The mail could not be sent: ${oneLine(message)} (${code ?? "unknown"})`;
}

function oneLine(text: string): string {
  return text
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, ERROR_CHARACTERS);
}
