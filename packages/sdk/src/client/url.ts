import type { Operation } from "./operations.ts";
import type { PlainRequest } from "./request.ts";

/** Path and query of a call, below `/api/v1`. @throws TypeError for parameters that would make another path of it. */
export function pathOf(id: string, { path }: Operation, { params = {}, query = {} }: PlainRequest): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    // A URL swallows dots, encoded or not: `/webhooks/..` is another resource.
    if (typeof value !== "string" || /^\.{0,2}$/.test(value)) {
      throw new TypeError(
        `Cannot call ${id}: its ${name} is ${value === undefined ? "missing" : JSON.stringify(value)}`,
      );
    }
    return encodeURIComponent(value);
  });
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const text = search.toString();
  return text === "" ? filled : `${filled}?${text}`;
}
