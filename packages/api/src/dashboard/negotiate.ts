import { ENCODINGS, type Encoding } from "./files.ts";

/** The best encoding of `available` that an Accept-Encoding allows; undefined: as it is. */
export function chooseEncoding(accept: string | undefined, available: ReadonlySet<Encoding>): Encoding | undefined {
  const allowed = new Map<string, boolean>();
  for (const part of (accept ?? "").toLowerCase().split(",")) {
    const [name = "", ...parameters] = part.split(";").map((piece) => piece.trim());
    const refused = parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter));
    if (name !== "") allowed.set(name, !refused);
  }
  return ENCODINGS.find((encoding) => available.has(encoding) && (allowed.get(encoding) ?? allowed.get("*")) === true);
}

/** Whether If-None-Match names this tag: the client has the file. Compared weakly, as RFC 9110 §13.1.2 asks. */
export function hasTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === "*") return true;
  return ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag);
}

/** Whether this is somebody's browser opening an address, and not a program that asks for data. */
export function wantsPage(accept: string | undefined): boolean {
  return accept !== undefined && /\btext\/html\b/i.test(accept);
}
