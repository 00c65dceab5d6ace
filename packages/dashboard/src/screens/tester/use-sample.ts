import type { EventType, JsonValue } from "@callcall/webhooks/client";
import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import type { ApiProblem } from "../../api/problem.ts";
import { useApiList } from "../../api/use-api.ts";
import { dataText } from "../../components/json/data-span.ts";
import { prettyJson } from "../../components/json/tokens.ts";

export interface SampleSource {
  readonly type: string;
  /** As it was published, to the digit. */
  readonly data: string;
}

/** The event that the address names, as a sample to begin with. `null`: it names none. */
export function useEventSample(eventId: string | undefined) {
  return useQuery<SampleSource | null, ApiProblem>({
    queryKey: ["tester.event", eventId ?? ""],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      if (eventId === undefined) return null;
      const { value, text } = await api.text("events.get", { params: { id: eventId }, signal });
      return { type: value.type, data: prettyJson(dataText(text) ?? "{}") };
    },
  });
}

/** Types that can be sent. */
export function useEventTypes(): { readonly types: readonly EventType[]; readonly isPending: boolean } {
  const { rows, query } = useApiList("eventTypes.list", { query: { limit: 250 } });
  return { types: rows.filter(({ archived }) => !archived), isPending: query.isPending };
}

export function exampleOf(type: EventType | undefined): string {
  return JSON.stringify(type?.example ?? {}, null, 2);
}

/** The schema of the newest version, where there is one. */
export function schemaOf(type: EventType | undefined): Readonly<Record<string, JsonValue>> | null {
  return type?.schemas[type.version] ?? null;
}
