/** A header of a request beside the one before it. */
export interface HeaderChange {
  readonly name: string;
  readonly value: string;
  readonly change: "same" | "new" | "changed" | "gone";
  /** What it was in the request before, where it is another. */
  readonly before: string | null;
}

type Headers = Readonly<Record<string, string>>;

/** Headers by name, each with what happened to it since the request before. Without one, nothing is new. */
export function diffHeaders(now: Headers, before: Headers | null): readonly HeaderChange[] {
  const names = [...new Set([...Object.keys(now), ...Object.keys(before ?? {})])].sort();
  return names.map((name) => {
    const value = Object.hasOwn(now, name) ? now[name] : undefined;
    const old = before !== null && Object.hasOwn(before, name) ? before[name] : undefined;
    if (value === undefined) return { name, value: "", change: "gone", before: old ?? null };
    if (before === null || value === old) return { name, value, change: "same", before: null };
    return { name, value, change: old === undefined ? "new" : "changed", before: old ?? null };
  });
}
