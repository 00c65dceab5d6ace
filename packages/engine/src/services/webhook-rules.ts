import {
  CURRENT_VERSION,
  LIMITS,
  Problem,
  type ProblemError,
  pointerToken,
  refuseCustomHeader,
  type WebhookCheck,
  type WebhookCheckResult,
} from "@callcall/contract";
import type { OnExhausted, Ordering } from "@callcall/store";
import { compileFilter } from "../domain/filter.ts";
import { nearest, unknownSubscriptions } from "../domain/subscriptions.ts";
import { type AddressPolicy, judgeUrl } from "../http/index.ts";
import type { AccountSnapshot } from "./directory.ts";

/** The rules that a webhook's settings must keep, at creation and at every change. Throw `Problem`. */

/** The URL in its canonical form, which is what is stored and sent to. */
export function checkedUrl(url: string, policy: AddressPolicy): string {
  const verdict = judgeUrl(url, policy);
  if (verdict.ok) return verdict.url;
  throw new Problem("address_refused", `Cannot send webhooks to this URL: ${verdict.detail}`, {
    errors: [{ pointer: "/url", detail: verdict.detail }],
  });
}

/** @param kept patterns that the webhook has already: they stay allowed though their type is archived since */
export function checkEvents(
  patterns: readonly string[],
  snapshot: AccountSnapshot,
  kept: readonly string[] = [],
): void {
  const known = [...snapshot.eventTypes.values()].filter((type) => !type.archived).map((type) => type.name);
  const unknown = unknownSubscriptions(
    patterns.filter((pattern) => !kept.includes(pattern)),
    known,
  );
  refuseUnknown(unknown, patterns, known, { verb: "subscribe to", pointer: "/events" });
}

/** Refuse `unknown`, those of `patterns` that no known type satisfies, each with the name that was perhaps meant. */
export function refuseUnknown(
  unknown: readonly string[],
  patterns: readonly string[],
  known: readonly string[],
  { verb, pointer }: { readonly verb: string; readonly pointer: string },
): void {
  const [first] = unknown;
  if (first === undefined) return;
  const hintFor = (pattern: string): string => {
    const closest = nearest(pattern, known);
    return closest === undefined ? "" : ` Did you mean ${closest}?`;
  };
  throw new Problem("unknown_event_type", `Cannot ${verb} ${first}: it is not in the catalogue.${hintFor(first)}`, {
    errors: unknown.map((pattern) => ({
      pointer: `${pointer}/${patterns.indexOf(pattern)}`,
      detail: `is not a known event type.${hintFor(pattern)}`,
    })),
  });
}

export function checkVersion(version: string, snapshot: AccountSnapshot): void {
  const known = new Set([CURRENT_VERSION, ...[...snapshot.eventTypes.values()].map((type) => type.version)]);
  if (known.has(version)) return;
  const detail = `is not a payload version: there are ${[...known].join(", ")}`;
  throw new Problem("invalid_request", `Cannot pin version ${version}: it ${detail}`, {
    errors: [{ pointer: "/version", detail }],
  });
}

export function checkFilter(filter: string | null): void {
  if (filter === null) return;
  const compilation = compileFilter(filter);
  if (compilation.ok) return;
  throw new Problem("invalid_filter", `Cannot use this filter: ${compilation.detail}`, {
    errors: [{ pointer: "/filter", detail: compilation.detail }],
  });
}

/** Only where deliveries stand in line can one of them hold up the others. */
export function checkOnExhausted(ordering: Ordering, onExhausted: OnExhausted): void {
  if (onExhausted === "skip" || ordering === "fifo") return;
  const detail = 'can only be "block" with ordering "fifo"';
  throw new Problem("invalid_request", `Cannot hold up what is not in line: on_exhausted ${detail}`, {
    errors: [{ pointer: "/on_exhausted", detail }],
  });
}

/**
 * Headers as a change gives them, with the values that are kept: a credential is never shown, so it need not be sent
 * again either.
 * @param before those that the webhook has
 */
export function keptHeaders(
  headers: Readonly<Record<string, string | null>>,
  before: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const known = new Map(Object.entries(before).map(([name, value]) => [name.toLowerCase(), value]));
  const errors: ProblemError[] = [];
  const kept = Object.entries(headers).map(([name, value]): [string, string] => {
    const whole = value ?? known.get(name.toLowerCase());
    if (whole === undefined) {
      errors.push({
        pointer: `/headers/${pointerToken(name)}`,
        detail: "has no value that could be kept: give it one",
      });
    }
    return [name, whole ?? ""];
  });
  refuseHeaders(errors);
  return Object.fromEntries(kept);
}

export function checkHeaders(headers: Readonly<Record<string, string>>): void {
  refuseHeaders(headerErrors(headers));
}

function refuseHeaders(errors: readonly ProblemError[]): void {
  const first = errors[0];
  if (first === undefined) return;
  throw new Problem("invalid_header", `Cannot set this header: ${first.pointer} ${first.detail}`, { errors });
}

function headerErrors(headers: Readonly<Record<string, string>>): readonly ProblemError[] {
  const entries = Object.entries(headers);
  if (entries.length > LIMITS.custom_headers) {
    return [{ pointer: "/headers", detail: `has more than ${LIMITS.custom_headers} headers` }];
  }
  const total = entries.reduce((sum, [name, value]) => sum + name.length + Buffer.byteLength(value), 0);
  if (total > LIMITS.custom_headers_total_bytes) {
    return [{ pointer: "/headers", detail: `is larger than ${LIMITS.custom_headers_total_bytes} bytes in all` }];
  }
  const seen = new Set<string>();
  return entries.flatMap(([name, value]): ProblemError[] => {
    const pointer = `/headers/${pointerToken(name)}`;
    const lower = name.toLowerCase();
    if (seen.has(lower)) return [{ pointer, detail: "stands twice: header names do not tell cases apart" }];
    seen.add(lower);
    if (Buffer.byteLength(value) > LIMITS.custom_header_value_bytes) {
      return [{ pointer, detail: `has a value of more than ${LIMITS.custom_header_value_bytes} bytes` }];
    }
    const refusal = refuseCustomHeader(name, value);
    return refusal === undefined ? [] : [{ pointer, detail: refusal }];
  });
}

/** What a webhook has already, and may keep. */
export interface Kept {
  readonly events: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly ordering: Ordering;
  readonly onExhausted: OnExhausted;
}

export const NOTHING_KEPT: Kept = { events: [], headers: {}, ordering: "none", onExhausted: "skip" };

/** Every fault of these settings, each as registering would name it. What is not there is not judged. */
export function settingFaults(
  { url, events, version, filter, headers, ordering, on_exhausted }: WebhookCheck,
  snapshot: AccountSnapshot,
  policy: AddressPolicy,
  kept: Kept,
): WebhookCheckResult["errors"] {
  const rules = [
    () => url !== undefined && checkedUrl(url, policy),
    () => events !== undefined && checkEvents(events, snapshot, kept.events),
    () => version !== undefined && checkVersion(version, snapshot),
    () => filter !== undefined && checkFilter(filter),
    () => checkOnExhausted(ordering ?? kept.ordering, on_exhausted ?? kept.onExhausted),
    () => headers !== undefined && checkHeaders(keptHeaders(headers, kept.headers)),
  ];
  return rules.flatMap((rule) => {
    try {
      rule();
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.errors.map(({ pointer, detail }) => ({ pointer, code: error.code, detail }));
    }
  });
}
