import { isIP } from "node:net";
import { LIMITS } from "@callcall/contract";
import { judgeName, type NameVerdict } from "./host-name.ts";
import { type AddressVerdict, isLoopback, judgeAddress } from "./ip.ts";
import { type AddressPolicy, portAllowed, schemeAllowed } from "./policy.ts";

/** A URL that passed: what to store and exactly what to send to. */
export interface JudgedUrl {
  readonly ok: true;
  /** The canonical form. Judging it again gives the same value. */
  readonly url: string;
  /** Scheme, host and port; one pool of sockets belongs to each. */
  readonly origin: string;
  readonly secure: boolean;
  /** Name or IP literal, lower-case, without brackets. */
  readonly host: string;
  readonly port: number;
  /** What goes on the request line: path and query. */
  readonly path: string;
}

type Refusal<Verdict> =
  Exclude<Verdict, { readonly ok: true }> extends { readonly reason: infer Reason } ? Reason : never;

/** Stable codes for why a URL is refused. */
export type UrlReason =
  | "url_too_long"
  | "url_bad_character"
  | "url_not_ascii"
  | "url_fragment"
  | "url_malformed"
  | "url_userinfo"
  | "scheme_not_allowed"
  | "authority_malformed"
  | "host_not_canonical"
  | "port_not_allowed"
  | Refusal<NameVerdict>
  | Refusal<AddressVerdict>;

/** A URL that did not: `detail` is a sentence for the person who typed it. */
export interface RefusedUrl {
  readonly ok: false;
  readonly reason: UrlReason;
  readonly detail: string;
}

export type UrlVerdict = JudgedUrl | RefusedUrl;

// Scheme, authority, and the rest. Everything odd is gone before this runs.
const SHAPE = /^([a-z][a-z0-9+.-]*):\/\/([^/?]+)(.*)$/i;
// Name or bracketed IPv6, then perhaps a port in plain decimal.
const AUTHORITY = /^(\[[^\]]*\]|[^:[\]]*)(?::([1-9][0-9]{0,4}))?$/;

/**
 * Judge a webhook URL by its text alone; no name is resolved. The same call guards registration, update
 * and every send. WHATWG parsing repairs almost anything (`https:\\a`, `h\tost`, `127.1`, `%6c`, full-width
 * letters), so the raw text is checked first, and then the parser must have found nothing to repair.
 * Never throws.
 */
export function judgeUrl(raw: string, policy: AddressPolicy): UrlVerdict {
  const text = judgeText(raw);
  if (text !== null) return text;

  const shape = SHAPE.exec(raw);
  if (shape === null) {
    return refuse("url_malformed", "This is not a full URL. Write it as https://host/path.");
  }
  const [, scheme = "", authority = ""] = shape;
  if (!schemeAllowed(scheme.toLowerCase(), policy)) {
    return refuse("scheme_not_allowed", "Only https:// URLs are taken (a development server also takes http://).");
  }
  if (authority.includes("@")) {
    return refuse("url_userinfo", "User names and passwords do not belong in a URL. Use a custom header instead.");
  }
  const typed = AUTHORITY.exec(authority);
  if (typed === null) {
    return refuse("authority_malformed", "The host or port is malformed.");
  }
  if (!URL.canParse(raw)) {
    return refuse("url_malformed", "The host or port is not valid.");
  }
  return judgeParsed(new URL(raw), typed[1] ?? "", policy);
}

function judgeText(raw: string): RefusedUrl | null {
  if (raw.length > LIMITS.url_characters) {
    return refuse("url_too_long", `The URL is longer than ${LIMITS.url_characters} characters.`);
  }
  for (let index = 0; index < raw.length; index++) {
    const code = raw.charCodeAt(index);
    // Tabs and line breaks vanish in parsing, blanks are trimmed, and look-alike letters fold to ASCII.
    if (code <= 0x20 || code === 0x7f) {
      return refuse("url_bad_character", "The URL holds a blank or a control character.");
    }
    if (code > 0x7f) {
      return refuse(
        "url_not_ascii",
        "The URL holds a character outside ASCII. Write an international host name in its A-label form (xn--…) and percent-encode the path.",
      );
    }
  }
  if (raw.includes("\\")) return refuse("url_bad_character", "The URL holds a backslash.");
  if (raw.includes("#")) return refuse("url_fragment", "A fragment (#…) is never sent to a server. Leave it away.");
  return null;
}

function judgeParsed(parsed: URL, typedHost: string, policy: AddressPolicy): UrlVerdict {
  if (parsed.hostname !== typedHost.toLowerCase()) {
    return refuse(
      "host_not_canonical",
      `The host "${typedHost}" is another spelling of "${parsed.hostname}". Write the plain one.`,
    );
  }
  if (parsed.href.length > LIMITS.url_characters) {
    // Encoding can triple a path. What is stored must pass again at every send.
    return refuse("url_too_long", `The URL is longer than ${LIMITS.url_characters} characters once encoded.`);
  }
  const secure = parsed.protocol === "https:";
  const host = parsed.hostname.startsWith("[") ? parsed.hostname.slice(1, -1) : parsed.hostname;
  const port = parsed.port === "" ? (secure ? 443 : 80) : Number(parsed.port);

  const refused = judgeHost(host, policy);
  if (refused !== null) return refused;
  const home = host === "localhost" || isLoopback(host);
  if (port < 1 || !(home || portAllowed(port, secure ? "https" : "http", policy))) {
    return refuse("port_not_allowed", `Port ${port} is not allowed. Use 443 or 8443.`);
  }
  return {
    ok: true,
    url: parsed.href,
    origin: parsed.origin,
    secure,
    host,
    port,
    // Not pathname + search: an empty query (`/in?`) would be lost.
    path: parsed.href.slice(parsed.origin.length),
  };
}

function judgeHost(host: string, policy: AddressPolicy): RefusedUrl | null {
  if (isIP(host) !== 0) {
    const verdict = judgeAddress(host, policy);
    return verdict.ok ? null : verdict;
  }
  if (host === "localhost" && policy.mode === "development") return null;
  const verdict = judgeName(host, policy);
  return verdict.ok ? null : verdict;
}

function refuse(reason: UrlReason, detail: string): RefusedUrl {
  return { ok: false, reason, detail };
}
