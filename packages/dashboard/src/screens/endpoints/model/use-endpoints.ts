import type { EventType, Webhook, WebhookStats } from "@callcall/webhooks/client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../../../api/client.ts";
import type { ApiProblem } from "../../../api/problem.ts";
import { queryKeyOf } from "../../../api/use-api.ts";

const PAGE = 250;
/** Figures of a list move slowly against a day. */
const REFRESH_MS = 30_000;

interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** All of a list of at most a thousand: filters and orders are then a matter of this page alone. */
async function everyRow<Row>(
  read: (query: { readonly limit: number; readonly cursor?: string }) => Promise<Page<Row>>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await read({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });
    rows.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return rows;
}

/** Every endpoint of the account, newest first. */
export function useEndpoints(): UseQueryResult<readonly Webhook[], ApiProblem> {
  return useQuery<readonly Webhook[], ApiProblem>({
    queryKey: [...queryKeyOf("webhooks.list"), "every"],
    queryFn: ({ signal }) => everyRow((query) => api.call("webhooks.list", { query, signal })),
    refetchInterval: REFRESH_MS,
  });
}

/** Figures of every endpoint over the last 24 hours, a bucket an hour. */
export function useEndpointStats(enabled: boolean): UseQueryResult<readonly WebhookStats[], ApiProblem> {
  return useQuery<readonly WebhookStats[], ApiProblem>({
    queryKey: [...queryKeyOf("stats.webhooks"), "every"],
    queryFn: ({ signal }) =>
      everyRow((query) => api.call("stats.webhooks", { query: { ...query, bucket_seconds: "3600" }, signal })),
    refetchInterval: REFRESH_MS,
    enabled,
  });
}

/** The catalogue, by name. */
export function useEventTypes(): UseQueryResult<readonly EventType[], ApiProblem> {
  return useQuery<readonly EventType[], ApiProblem>({
    queryKey: [...queryKeyOf("eventTypes.list"), "every"],
    queryFn: ({ signal }) => everyRow((query) => api.call("eventTypes.list", { query, signal })),
    staleTime: 60_000,
  });
}
