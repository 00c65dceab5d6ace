import type { StreamEntry, StreamKind } from "@callcall/webhooks/client";
import { duration, milliseconds } from "../../components/format.ts";
import { visibleLine } from "../../components/json/visible-text.ts";
import { OUTCOME_LOOKS, type Tone } from "../../components/tone.ts";

/** What the console itself has to say, between the entries. */
export type Note =
  | { readonly state: "connected" | "resumed" | "cleared" }
  | { readonly state: "lost"; readonly why: string }
  | { readonly state: "gap"; readonly missed: number | null; readonly from: string | null; readonly to: string };

/** One line of the console: an entry of the stream, or a note. `seq` counts up and is never used twice. */
export interface Line {
  readonly seq: number;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly entry: StreamEntry | null;
  readonly note: Note | null;
}

/** Kinds as one picks them: what nobody would pick apart goes together. */
export const KIND_GROUPS = {
  events: ["event.accepted"],
  attempts: ["attempt.started", "attempt.finished"],
  retries: ["retry.planned"],
  deliveries: ["delivery.finished"],
  endpoints: ["webhook.changed"],
  replays: ["replay.started", "replay.progress", "replay.finished"],
  receivers: ["receiver.request"],
  alerts: ["alert.opened", "alert.resolved"],
  api: ["api.call"],
} as const satisfies Readonly<Record<string, readonly StreamKind[]>>;
export type KindGroup = keyof typeof KIND_GROUPS;

export const GROUP_LABELS: Readonly<Record<KindGroup, string>> = {
  events: "Events",
  attempts: "Attempts",
  retries: "Retries",
  deliveries: "Deliveries",
  endpoints: "Endpoints",
  replays: "Replays",
  receivers: "Test receivers",
  alerts: "Alerts",
  api: "API calls",
};

/** Whether an entry tells of something that went wrong. */
export function isFailure(entry: StreamEntry): boolean {
  switch (entry.kind) {
    case "attempt.finished":
      return entry.outcome !== "delivered";
    case "retry.planned":
    case "alert.opened":
    case "stream.gap":
      return true;
    case "delivery.finished":
      return entry.status !== "succeeded";
    case "webhook.changed":
      return entry.status === "disabled";
    case "replay.finished":
      return entry.status === "failed";
    case "receiver.request":
      return entry.signature_valid === false;
    case "api.call":
      return (entry.response_status ?? 0) >= 400;
    case "event.accepted":
    case "attempt.started":
    case "alert.resolved":
    case "replay.started":
    case "replay.progress":
      return false;
  }
}

export function toneOf({ entry, note }: Line): Tone {
  if (note !== null) return note.state === "gap" || note.state === "lost" ? "warn" : "calm";
  if (entry === null) return "calm";
  if (entry.kind === "retry.planned") return "warn";
  if (isFailure(entry)) return "bad";
  switch (entry.kind) {
    case "attempt.finished":
    case "delivery.finished":
    case "alert.resolved":
      return "ok";
    case "attempt.started":
    case "event.accepted":
    case "receiver.request":
      return "busy";
    default:
      return "calm";
  }
}

/** What happened, in the words of the line. Everything from outside in it is made visible. */
export function messageOf(entry: StreamEntry): string {
  return visibleLine(wordsOf(entry));
}

function wordsOf(entry: StreamEntry): string {
  const test = entry.test === true ? "test: " : "";
  switch (entry.kind) {
    case "event.accepted":
      return `accepted, owed to ${count(entry.deliveries ?? 0, "endpoint")}`;
    case "attempt.started":
      return `${test}attempt ${entry.attempt ?? "?"} is being sent`;
    case "attempt.finished":
      return `${test}attempt ${entry.attempt ?? "?"}: ${finished(entry)}`;
    case "retry.planned":
      return `${entry.status === "blocking" ? "retries are used up; it holds up the line; " : ""}next attempt ${until(entry)}`;
    case "delivery.finished":
      return `delivery ${entry.status ?? "finished"} after ${count(entry.attempt ?? 0, "attempt")}`;
    case "webhook.changed":
      return `endpoint is ${entry.status ?? "changed"}`;
    case "replay.started":
      return `replay of ${count(entry.total ?? 0, "event")} started`;
    case "replay.progress":
      return `replay: ${entry.replayed ?? 0} of ${count(entry.total ?? 0, "event")} sent on`;
    case "replay.finished":
      return `replay ${entry.status ?? "finished"}: ${count(entry.replayed ?? 0, "event")} sent on`;
    case "api.call":
      return `${entry.method ?? ""} ${entry.path ?? ""} → ${entry.response_status ?? entry.status ?? "?"}`;
    case "receiver.request":
      return `test receiver got ${entry.event_type ?? "a request"}${signature(entry.signature_valid)}`;
    case "alert.opened":
    case "alert.resolved":
      return entry.summary ?? (entry.kind === "alert.opened" ? "alert opened" : "alert resolved");
    case "stream.gap":
      return "entries are missing here";
  }
}

function finished({ outcome, response_status, total_ms }: StreamEntry): string {
  const label = outcome == null ? "finished" : OUTCOME_LOOKS[outcome].label;
  const status = response_status == null ? "" : `${response_status} `;
  const took = total_ms === undefined ? "" : `, ${milliseconds(total_ms)}`;
  return `${status}${label.replace(/ \((?:\dxx|\d{3})\)$/, "")}${took}`;
}

function until({ at, next_attempt_at }: StreamEntry): string {
  if (next_attempt_at === undefined) return "is planned";
  return `in ${duration(Date.parse(next_attempt_at) - Date.parse(at))}`;
}

function signature(valid: boolean | null | undefined): string {
  if (valid == null) return "";
  return valid ? ", signature valid" : ", signature NOT valid";
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** What the reader is told where the stream itself had something to tell. */
export function noteText(note: Note): string {
  switch (note.state) {
    case "connected":
      return "Connected. Everything from here on is shown";
    case "resumed":
      return "Connected again. Nothing was missed";
    case "cleared":
      return "Cleared";
    case "lost":
      return `Connection lost: ${note.why}`;
    case "gap":
      return note.missed === null
        ? "Entries were missed here"
        : `${count(note.missed, "entry")} missed here`.replace("entrys", "entries");
  }
}
