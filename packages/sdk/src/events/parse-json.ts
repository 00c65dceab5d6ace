// `fatal`: bytes that are not UTF-8 would otherwise become U+FFFD, so that two different bodies read the
// same. `ignoreBOM` keeps a byte-order mark in the text, where JSON.parse refuses it.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The JSON value in a body, boxed; undefined when it is not JSON in UTF-8. */
export function parseJson(body: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decoder.decode(body)) };
  } catch {
    return undefined;
  }
}
