/** How far the attempt had come when it failed. The same system code means different things in each. */
export type Phase =
  /** The URL or an address was refused before any packet. */
  | "guard"
  | "dns"
  | "tcp"
  | "tls"
  /** The request was on the wire, or its socket was ours to use. */
  | "exchange";

/** Codes of our own, beside those of the system, OpenSSL and undici. */
export type OwnCode =
  | "BLOCKED_URL"
  | "BLOCKED_ADDRESS"
  | "NO_ADDRESS"
  /** The connect limit ran out. */
  | "CONNECT_LIMIT"
  /** The overall deadline ran out. */
  | "DEADLINE"
  | "TOO_MANY_INTERIM"
  | "TOO_MANY_HEADERS"
  | "BAD_STATUS"
  /** The receiver asked for a client certificate and then hung up. */
  | "CLIENT_CERTIFICATE_WANTED"
  | "SENDER_CLOSED"
  | "BAD_REQUEST";

/**
 * Why an attempt has no response: where it stopped and with which code. `detail` is a whole sentence for
 * people where the place of failure knows more than the code says.
 *
 * The property is not called `code` on purpose: undici treats some codes of connect errors as "try
 * again by yourself", and a connection is opened once.
 */
export class Fault extends Error {
  readonly phase: Phase;
  readonly faultCode: string;
  readonly detail: string | null;

  constructor(phase: Phase, faultCode: string, options: { detail?: string; cause?: unknown } = {}) {
    super(`${phase}: ${faultCode}`, { cause: options.cause });
    this.name = "Fault";
    this.phase = phase;
    this.faultCode = faultCode;
    this.detail = options.detail ?? null;
  }

  static own(phase: Phase, code: OwnCode, detail?: string): Fault {
    return new Fault(phase, code, detail === undefined ? {} : { detail });
  }
}

/** Read any thrown value as a fault of the given phase. */
export function asFault(phase: Phase, error: unknown): Fault {
  if (error instanceof Fault) return error;
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = typeof message === "string" ? message : String(error);
  if (code === "UND_ERR_SOCKET") return new Fault(phase, socketErrorCode(text), { cause: error });
  return new Fault(phase, typeof code === "string" ? code : "UNKNOWN", { cause: error });
}

// One code of undici covers both "hung up" and "answered with what I never asked for" (100, 101, bytes
// before the request). Only its message tells them apart; the receiver tests hold it to these words.
function socketErrorCode(message: string): string {
  return message.startsWith("bad ") ? "UND_ERR_SOCKET_BAD_RESPONSE" : "UND_ERR_SOCKET";
}
