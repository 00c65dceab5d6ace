/** A header as `req.headers[name]` or `headers.get(name)` hands it over. */
export type HeaderValue = string | readonly string[] | null | undefined;

/** A fetch `Headers`, or the plain object of Node and Express. */
export type HeaderBag = { get(name: string): string | null } | { readonly [name: string]: HeaderValue };

// The longest header we send holds three MACs: 3 x 68 characters and a timestamp. A bound this far above
// it costs an honest sender nothing, and a forged header of megabytes is dropped unread.
const MAX_LENGTH = 1024;

/** The header's one value. A header that is missing, sent twice or far too long has none. */
export function headerText(value: HeaderValue): string | undefined {
  return typeof value === "string" && value.length <= MAX_LENGTH ? value : undefined;
}

/** Finds a header whatever the case of its name; undefined when it is absent or present in two spellings. */
export function findHeader(headers: HeaderBag, name: string): string | undefined {
  if (typeof headers.get === "function") return headerText(headers.get(name));
  const values = Object.entries(headers).filter(([key]) => key.toLowerCase() === name);
  return values.length === 1 ? headerText(values[0]?.[1] as HeaderValue) : undefined;
}
