import type { ConsoleFilter } from "./filter.ts";
import { KIND_GROUPS, type KindGroup } from "./line.ts";

/** What an address of the console says: its filter. */
export interface ConsoleSearch {
  /** Groups of kinds, separated by commas. */
  readonly kinds?: string;
  readonly type?: string;
  readonly webhook?: string;
  readonly id?: string;
  readonly q?: string;
  readonly failures?: true;
}

export function toConsoleSearch(raw: Readonly<Record<string, unknown>>): ConsoleSearch {
  const kinds = groupsIn(textOf(raw["kinds"])).join(",");
  return {
    ...(kinds === "" ? {} : { kinds }),
    ...named("type", raw),
    ...named("webhook", raw),
    ...named("id", raw),
    ...named("q", raw),
    ...(raw["failures"] === true ? { failures: true } : {}),
  };
}

export function filterOf({ kinds, type, webhook, id, q, failures }: ConsoleSearch): ConsoleFilter {
  return { kinds: groupsIn(kinds ?? ""), type, webhook, id, text: q, failures };
}

export function groupsIn(text: string): readonly KindGroup[] {
  const names = text.split(",");
  return (Object.keys(KIND_GROUPS) as KindGroup[]).filter((group) => names.includes(group));
}

function named<Name extends string>(name: Name, raw: Readonly<Record<string, unknown>>): { [Key in Name]?: string } {
  const text = textOf(raw[name]).slice(0, 200);
  return text === "" ? {} : ({ [name]: text } as { [Key in Name]?: string });
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
