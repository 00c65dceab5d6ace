import type { WebhookCheck } from "@callcall/webhooks/client";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../../api/client.ts";
import { checkOf, type Draft } from "../model/draft.ts";
import { type EventFault, eventFaults, type Fault } from "../model/faults.ts";
import { parseSchedule } from "../model/schedule.ts";

/** Judged when the typing pauses, not at every letter. */
const PAUSE_MS = 300;

const FIELD_OF: Readonly<Record<string, keyof Draft>> = {
  url: "url",
  events: "events",
  description: "description",
  filter: "filter",
  headers: "headers",
  rate_limit: "rateLimit",
  ordering: "ordering",
  on_exhausted: "onExhausted",
  deadline_ms: "deadlineSeconds",
  retry_policy: "schedule",
  metadata: "metadata",
  version: "version",
  secret_rotation: "rotationDays",
};

interface Judgement {
  readonly faults: readonly Fault[];
  /** What was judged: pointers count in it. */
  readonly events: readonly string[];
}

export interface DraftForm {
  readonly draft: Draft;
  readonly change: (changes: Partial<Draft>) => void;
  /** From now on what is wrong with this field is said. */
  readonly leave: (field: keyof Draft) => void;
  /** What is wrong with the fields that somebody has been to. */
  readonly faults: readonly Fault[];
  readonly eventFaults: readonly EventFault[];
  /** Judge everything, and say it. Resolves to whether it can be sent. */
  readonly settle: () => Promise<boolean>;
  /** Faults that a refusal named. */
  readonly refuse: (faults: readonly Fault[]) => void;
  readonly reset: (draft: Draft) => void;
}

/** A form over the settings of an endpoint, judged by the server while it is filled in. */
export function useDraft(initial: Draft, webhookId: string | null): DraftForm {
  const [draft, setDraft] = useState(initial);
  const [seen, setSeen] = useState<ReadonlySet<keyof Draft>>(new Set());
  const [refused, setRefused] = useState<readonly Fault[]>([]);
  const [settled] = useDebouncedValue(JSON.stringify(checkOf(draft, webhookId)), PAUSE_MS);
  const { data } = useQuery({
    queryKey: ["webhooks.check", settled],
    queryFn: ({ signal }) => judge(JSON.parse(settled) as WebhookCheck, signal),
    enabled: seen.size > 0,
    placeholderData: keepPreviousData,
    // It may hold a credential that somebody types.
    gcTime: 0,
    staleTime: 60_000,
    retry: false,
  });

  const all = [...(data?.faults ?? []), ...refused, ...ownFaults(draft)];
  const faults = all.filter(({ pointer }) => seen.has(FIELD_OF[pointer.split("/")[1] ?? ""] ?? "url"));
  return {
    draft,
    change(changes) {
      setDraft((before) => ({ ...before, ...changes }));
      setRefused([]);
      // An address is wrong until it is whole: it is judged when it is left. The others are short.
      const fields = (Object.keys(changes) as (keyof Draft)[]).filter((field) => field !== "url");
      if (fields.some((field) => !seen.has(field))) setSeen(new Set([...seen, ...fields]));
    },
    leave: (field) => setSeen((before) => (before.has(field) ? before : new Set([...before, field]))),
    faults,
    eventFaults: eventFaults(faults, data?.events ?? []),
    async settle() {
      setSeen(new Set(Object.values(FIELD_OF)));
      if (ownFaults(draft).length > 0) return false;
      const now = await judge(checkOf(draft, webhookId));
      return now.faults.length === 0;
    },
    refuse: setRefused,
    reset(next) {
      setDraft(next);
      setSeen(new Set());
      setRefused([]);
    },
  };
}

async function judge(body: WebhookCheck, signal?: AbortSignal): Promise<Judgement> {
  const { errors } = await api.call("webhooks.check", { body, ...(signal === undefined ? {} : { signal }) });
  return { faults: errors, events: body.events ?? [] };
}

/** What needs no server to be seen. */
function ownFaults({ url, events, schedule }: Draft): readonly Fault[] {
  const parsed = schedule === null ? null : parseSchedule(schedule);
  return [
    ...(url.trim() === "" ? [{ pointer: "/url", detail: "Enter the address that events are sent to." }] : []),
    ...(events.length === 0
      ? [{ pointer: "/events", detail: "Pick at least one type of event, or all of them." }]
      : []),
    ...(parsed?.ok === false ? [{ pointer: "/retry_policy", detail: parsed.detail }] : []),
  ];
}
