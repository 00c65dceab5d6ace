import { memberOf, scanJson } from "./scan.ts";

/**
 * The publisher's own bytes of `data`, out of the text of an answer of `GET /events/{id}` or of a delivery's body.
 * Undefined when the text is not such an object.
 */
export function dataText(envelope: string): string | undefined {
  const scan = scanJson(envelope);
  if (!scan.ok) return undefined;
  const data = memberOf(envelope, scan.root, "data");
  return data === undefined ? undefined : envelope.slice(data.start, data.end);
}

const encoder = new TextEncoder();

/** How many bytes a text has in UTF-8. */
export function utf8Bytes(text: string): number {
  return encoder.encode(text).length;
}
