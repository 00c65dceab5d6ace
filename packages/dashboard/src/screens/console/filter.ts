import type { StreamEntry, StreamKind } from "@callcall/webhooks/client";
import { isFailure, KIND_GROUPS, type KindGroup, type Line, messageOf } from "./line.ts";

/** What of the stream is shown. Everything that is set must be true; an empty filter shows all. */
export interface ConsoleFilter {
  readonly kinds?: readonly KindGroup[] | undefined;
  /** An exact type, or a prefix such as `customer.*`. */
  readonly type?: string | undefined;
  readonly webhook?: string | undefined;
  /** Of an event, a delivery, an endpoint, a request, a receiver or an alert. */
  readonly id?: string | undefined;
  /** Anything that the line shows, in any case. */
  readonly text?: string | undefined;
  readonly failures?: boolean | undefined;
  /** Calls of the API that change nothing as well. The dashboard itself makes many, this screen among others. */
  readonly reads?: boolean | undefined;
}

/** Whether a filter hides anything at all. */
export function isFiltering(filter: ConsoleFilter): boolean {
  const { reads: _reads, ...rest } = filter;
  return Object.values(rest).some(
    (value) => value !== undefined && value !== false && value !== "" && String(value) !== "",
  );
}

/** A filter as a function. Notes always pass: a gap concerns whoever reads, whatever they look for. */
export function matcherOf(filter: ConsoleFilter): (line: Line) => boolean {
  const kinds =
    filter.kinds === undefined || filter.kinds.length === 0
      ? null
      : new Set<StreamKind>(filter.kinds.flatMap((group) => [...KIND_GROUPS[group]]));
  const type = filter.type?.trim() ?? "";
  const prefix = type === "*" ? "" : type.endsWith(".*") ? type.slice(0, -1) : null;
  const webhook = filter.webhook ?? "";
  const id = filter.id?.trim() ?? "";
  const text = filter.text?.trim().toLowerCase() ?? "";
  return ({ entry }) => {
    if (entry === null) return true;
    if (kinds !== null && !kinds.has(entry.kind)) return false;
    if (filter.reads !== true && entry.kind === "api.call" && isRead(entry)) return false;
    if (filter.failures === true && !isFailure(entry)) return false;
    if (type !== "" && (prefix === null ? entry.event_type !== type : entry.event_type?.startsWith(prefix) !== true))
      return false;
    if (webhook !== "" && entry.webhook_id !== webhook) return false;
    if (id !== "" && !idsOf(entry).includes(id)) return false;
    return text === "" || searchedText(entry).includes(text);
  };
}

/** A read that failed is worth a line all the same. */
function isRead({ method, response_status }: StreamEntry): boolean {
  return method === "GET" && (response_status ?? 0) < 400;
}

function idsOf(entry: StreamEntry): readonly (string | undefined)[] {
  const { event_id, delivery_id, webhook_id, request_id, receiver_id, alert_id } = entry;
  return [event_id, delivery_id, webhook_id, request_id, receiver_id, alert_id];
}

/** What a line shows, for searching. Made when it is first asked for, since most lines never are. */
const searched = new WeakMap<StreamEntry, string>();
function searchedText(entry: StreamEntry): string {
  const known = searched.get(entry);
  if (known !== undefined) return known;
  const parts = [entry.kind, messageOf(entry), entry.event_type, ...idsOf(entry)];
  const made = parts
    .filter((part) => part !== undefined)
    .join(" ")
    .toLowerCase();
  searched.set(entry, made);
  return made;
}
