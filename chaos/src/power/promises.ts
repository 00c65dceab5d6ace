import type { Step } from "./trace.ts";

/** What the world has been told by some moment, and may hold the server to after a power cut. */
export class Promises {
  /** Deliveries owed, by the event that a 2xx acknowledged. */
  readonly events: Map<string, number> = new Map();
  /** The highest attempt whose bytes left, by delivery. */
  readonly attempts: Map<string, number> = new Map();

  note(step: Step): void {
    if (step.kind !== "said") return;
    const { text } = step;
    if (/^HTTP\/1\.1 20/.test(text)) {
      for (const [, id = "", owed] of text.matchAll(ACCEPTED)) this.events.set(id, Number(owed));
    } else if (text.startsWith("POST ")) {
      const id = header(text, "x-callcall-delivery-id");
      const attempt = Number(header(text, "x-callcall-attempt"));
      this.attempts.set(id, Math.max(attempt, this.attempts.get(id) ?? 0));
    }
  }
}

/** One accepted event in an answer to a publisher, alone or in a batch. */
const ACCEPTED = /"id":"([^"]+)","type":"[^"]+","created":"[^"]+","deliveries":(\d+)/g;

function header(text: string, name: string): string {
  return new RegExp(`\\r\\n${name}: ([^\\r]+)`, "i").exec(text)?.[1] ?? "";
}

/** Publish requests, each with its acknowledgement and whether the log was synced between the two. */
export function syncsBehindAcks(
  steps: readonly Step[],
  idOf: ReadonlyMap<string, string>,
): { readonly acks: number; readonly unsynced: readonly string[] } {
  const heard = new Map<string, number>();
  const said = new Map<string, number>();
  const syncs: { began: number; ended: number }[] = [];
  steps.forEach((step, at) => {
    if (step.kind === "sync" && step.file.endsWith("-wal")) syncs.push({ began: step.began, ended: at });
    if (step.kind === "heard")
      for (const [, marker = ""] of step.text.matchAll(/"marker":"([^"]+)"/g)) first(heard, marker, at);
    if (step.kind === "said" && step.text.startsWith("HTTP/1.1 20")) {
      for (const [, id = ""] of step.text.matchAll(ACCEPTED)) first(said, id, at);
    }
  });
  const unsynced: string[] = [];
  let acks = 0;
  for (const [marker, id] of idOf) {
    const from = heard.get(marker);
    const to = said.get(id);
    // A long batch comes in parts, and a marker may be cut in two: the others of its batch stand for it.
    if (from === undefined || to === undefined) continue;
    acks += 1;
    if (!syncs.some(({ began, ended }) => began > from && ended < to)) unsynced.push(id);
  }
  return { acks, unsynced };
}

function first(map: Map<string, number>, key: string, at: number): void {
  if (!map.has(key)) map.set(key, at);
}
