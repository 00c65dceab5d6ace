import { LIMITS } from "@callcall/contract";

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One field of what was changed, as the audit log tells it; null stands for not set. */
export interface FieldChange {
  readonly field: string;
  readonly before: Json;
  readonly after: Json;
}

/** The fields of a thing, in the words of the API. Undefined and empty values count as not set. */
export type Fields = Readonly<Record<string, Json | undefined>>;

/** What stands in the log for a value that nobody may read there. */
export const HIDDEN = "(hidden)";

/**
 * What differs between two states of a thing. `before` is `{}` for what is made, `after` is `{}` for what is
 * removed. Values are compared as they are, and shown within bounds; those that are `secret` are not shown.
 */
export function fieldChanges(
  before: Fields,
  after: Fields,
  secret: (field: string) => boolean = () => false,
): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  let left = LIMITS.audit_changes_characters;
  let untold = 0;
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [whole(before[field]), whole(after[field])];
    if (JSON.stringify(old) === JSON.stringify(now)) continue;
    const show = (value: Json) => (secret(field) && value !== null ? HIDDEN : bounded(value));
    const change = { field, before: show(old), after: show(now) };
    const size = JSON.stringify(change).length;
    if (size > left) {
      untold++;
      continue;
    }
    left -= size;
    changes.push(change);
  }
  return untold === 0 ? changes : [...changes, { field: "…", before: null, after: `${untold} more fields` }];
}

function whole(value: Json | undefined): Json {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "object" && Object.keys(value).length === 0 ? null : value;
}

/** A value too long for the log as the beginning of its JSON. */
function bounded(value: Json): Json {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const limit = LIMITS.audit_value_characters;
  // A cut may leave half of a surrogate pair, which no database takes as text.
  return text.length <= limit
    ? value
    : `${text.slice(0, limit).replace(/[\ud800-\udbff]$/, "")}… (${text.length} characters)`;
}
