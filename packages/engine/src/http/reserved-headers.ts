// Names that say where a message ends, whom it is for or what becomes of the connection. One of them in
// a custom header is request smuggling; undici lets `host` and `connection` through. Refused when a
// webhook is saved, and here once more.
const RESERVED: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "host",
  "http2-settings",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** May only the sender write it? */
export function isReservedHeader(name: string): boolean {
  return RESERVED.has(name.toLowerCase());
}
