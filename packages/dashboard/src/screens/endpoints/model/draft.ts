import type { Webhook, WebhookCheck, WebhookCreate } from "@callcall/webhooks/client";
import { formatSchedule, isServerSchedule, parseSchedule } from "./schedule.ts";

/** A name and a value of a form, with a key that stays while both are typed. */
export interface Line {
  readonly key: number;
  readonly name: string;
  /** `null`: a credential that is set and not shown. It is kept as it is. */
  readonly value: string | null;
}

/** What a form holds: texts as they are typed. */
export interface Draft {
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string;
  readonly filter: string;
  readonly headers: readonly Line[];
  readonly rateLimit: number | "";
  readonly ordering: Webhook["ordering"];
  readonly onExhausted: Webhook["on_exhausted"];
  readonly deadlineSeconds: number | "";
  /** `null`: the server's own schedule. */
  readonly schedule: string | null;
  readonly metadata: readonly Line[];
  /** "": the newest. */
  readonly version: string;
  /** "": nobody is reminded. */
  readonly rotationDays: number | "";
  readonly rotationAutomatic: boolean;
}

export const EMPTY_DRAFT: Draft = {
  url: "",
  events: [],
  description: "",
  filter: "",
  headers: [],
  rateLimit: "",
  ordering: "none",
  onExhausted: "skip",
  deadlineSeconds: "",
  schedule: null,
  metadata: [],
  version: "",
  rotationDays: "",
  rotationAutomatic: false,
};

export function draftOf(webhook: Webhook): Draft {
  return {
    url: webhook.url,
    events: webhook.events,
    description: webhook.description,
    filter: webhook.filter ?? "",
    headers: linesOf(webhook.headers),
    rateLimit: webhook.rate_limit ?? "",
    ordering: webhook.ordering,
    onExhausted: webhook.on_exhausted,
    deadlineSeconds: webhook.deadline_ms / 1000,
    schedule: scheduleOf(webhook.retry_policy.schedule_seconds),
    metadata: linesOf(webhook.metadata),
    version: webhook.version,
    rotationDays: webhook.secret_rotation?.period_days ?? "",
    rotationAutomatic: webhook.secret_rotation?.automatic ?? false,
  };
}

function scheduleOf(seconds: readonly number[]): string | null {
  return isServerSchedule(seconds) ? null : formatSchedule(seconds);
}

function linesOf(record: Readonly<Record<string, string | null>>): readonly Line[] {
  return Object.entries(record).map(([name, value], key) => ({ key, name, value }));
}

/** A line that is not there yet, with a key of its own. */
export function emptyLine(lines: readonly Line[]): Line {
  return { key: Math.max(-1, ...lines.map(({ key }) => key)) + 1, name: "", value: "" };
}

type Settings = Required<Omit<WebhookCreate, "version">> & Pick<WebhookCreate, "version">;

/** What a draft says in the API's words. Lines without a name say nothing. */
export function settingsOf(draft: Draft): Settings {
  const schedule = draft.schedule === null ? null : parseSchedule(draft.schedule);
  return {
    url: draft.url.trim(),
    events: [...draft.events],
    description: draft.description.trim(),
    filter: draft.filter.trim() === "" ? null : draft.filter.trim(),
    headers: recordOf(draft.headers) as Record<string, string>,
    rate_limit: draft.rateLimit === "" ? null : draft.rateLimit,
    ordering: draft.ordering,
    on_exhausted: draft.ordering === "fifo" ? draft.onExhausted : "skip",
    deadline_ms: draft.deadlineSeconds === "" ? null : Math.round(draft.deadlineSeconds * 1000),
    retry_policy: schedule?.ok === true ? { schedule_seconds: [...schedule.seconds] } : null,
    secret_rotation:
      draft.rotationDays === "" ? null : { period_days: draft.rotationDays, automatic: draft.rotationAutomatic },
    metadata: recordOf(draft.metadata) as Record<string, string>,
    ...(draft.version === "" ? {} : { version: draft.version }),
  };
}

function recordOf(lines: readonly Line[]): Record<string, string | null> {
  return Object.fromEntries(
    lines.filter(({ name }) => name.trim() !== "").map(({ name, value }) => [name.trim(), value]),
  );
}

/** What is judged while somebody types: an address that nobody has begun is not wrong yet. */
export function checkOf(draft: Draft, webhookId: string | null): WebhookCheck {
  const { url, events, ...rest } = settingsOf(draft);
  return {
    ...rest,
    ...(url === "" ? {} : { url }),
    ...(events.length === 0 ? {} : { events }),
    ...(webhookId === null ? {} : { webhook_id: webhookId }),
  };
}

/** The fields in which two drafts differ, in the API's words: for a PATCH. */
export function changesBetween(before: Draft, after: Draft): Partial<WebhookCreate> {
  const [old, next] = [settingsOf(before), settingsOf(after)];
  const entries = Object.entries(next).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(old[name as keyof Settings]),
  );
  return Object.fromEntries(entries);
}
