import type { DeliveryCounts } from "@callcall/webhooks/client";
import type { Tone } from "../../components/tone.ts";

export interface EventState {
  readonly tone: Tone;
  readonly label: string;
  /** Every count in words: "1 failed, 2 succeeded". */
  readonly detail: string;
}

/** How an event stands over all its deliveries: the state that somebody should know of first. */
export function eventState({ pending, succeeded, failed, cancelled }: DeliveryCounts): EventState {
  const all = pending + succeeded + failed + cancelled;
  const parts = [
    [failed, "failed"],
    [pending, "pending"],
    [cancelled, "cancelled"],
    [succeeded, "succeeded"],
  ] as const;
  const detail = parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${number} ${word}`)
    .join(", ");
  if (all === 0) return { tone: "calm", label: "No endpoint", detail: "owed to no endpoint" };
  const [first] = parts.find(([number]) => number > 0) ?? [0];
  const of = first === all ? "" : ` ${first}/${all}`;
  if (failed > 0) return { tone: "bad", label: `Failed${of}`, detail };
  if (pending > 0) return { tone: "busy", label: `Pending${of}`, detail };
  if (cancelled > 0) return { tone: "calm", label: `Cancelled${of}`, detail };
  return { tone: "ok", label: "Delivered", detail };
}
