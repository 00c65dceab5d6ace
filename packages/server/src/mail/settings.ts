import type { Parse } from "../config/parse.ts";

/** A mail server, and how to speak to it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** tls: from the first byte. starttls: nothing is said before the upgrade. none: in plain text, when told so. */
  readonly encryption: "tls" | "starttls" | "none";
  readonly auth: { readonly user: string; readonly pass: string } | null;
}

export interface MailSender {
  readonly name: string;
  readonly address: string;
}

const EXPECTED = "smtp://[user:password@]host[:port] (with STARTTLS) or smtps://… (TLS from the start)";
const SUBMISSION_PORT = 587;
const SUBMISSIONS_PORT = 465;

/** `?tls=off` is for a server on the same host: passwords and mail go in plain text. */
export const asSmtpUrl: Parse<SmtpServer> = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["smtp:", "smtps:"].includes(url.protocol) || url.hostname === "") {
    return { expected: EXPECTED };
  }
  if (!["", "/"].includes(url.pathname) || url.hash !== "" || !["", "?tls=off"].includes(url.search)) {
    return { expected: `${EXPECTED}, with nothing behind the port but ?tls=off` };
  }
  const tls = url.protocol === "smtps:";
  if (tls && url.search !== "") return { expected: `${EXPECTED}; ?tls=off goes with smtp:// alone` };
  const auth = credentialsOf(url);
  if (auth === undefined) return { expected: `${EXPECTED}, user and password percent-encoded, both or neither` };
  return {
    value: {
      host: url.hostname.replaceAll(/^\[|\]$/g, ""),
      port: url.port === "" ? (tls ? SUBMISSIONS_PORT : SUBMISSION_PORT) : Number(url.port),
      encryption: tls ? "tls" : url.search === "" ? "starttls" : "none",
      auth,
    },
  };
};

/** Null: none are given. Undefined: they cannot be read. */
function credentialsOf({ username, password }: URL): SmtpServer["auth"] | undefined {
  if (username === "" && password === "") return null;
  if (username === "" || password === "") return undefined;
  try {
    return { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  } catch {
    return undefined;
  }
}

const ADDRESS = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/;
/** Nothing that ends a header, an address or a quotation. */
const NAME = /^[^\p{Cc}<>"@,;:\\]{1,100}$/u;

export const asMailFrom: Parse<MailSender> = (text) => {
  const [, name = "", address = text] = /^([^<>]*[^<>\s])\s*<([^<>]+)>$/.exec(text.trim()) ?? [];
  const isValid = ADDRESS.test(address.trim()) && (name === "" || NAME.test(name));
  return isValid
    ? { value: { name, address: address.trim() } }
    : { expected: "an address, or a name and an address: CallCall <alerts@your-domain.com>" };
};
