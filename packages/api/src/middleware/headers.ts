import type { IncomingMessage } from "node:http";
import { Problem } from "@callcall/contract";

/**
 * The value of a header that may stand once. Node takes the first of some repeated headers and joins
 * others with commas, a proxy in front of us may do the opposite: two readings of one request are what
 * request smuggling is made of, so a repetition is refused.
 */
export function singleHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  if (value === undefined) return undefined;
  if (isRepeated(request, name) || typeof value !== "string") {
    throw new Problem("bad_request", `Cannot tell which ${name} header is meant: it stands more than once`);
  }
  return value;
}

export function isRepeated({ rawHeaders }: IncomingMessage, name: string): boolean {
  let seen = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const raw = rawHeaders[index];
    if (raw !== undefined && raw.length === name.length && raw.toLowerCase() === name) seen += 1;
  }
  return seen > 1;
}
