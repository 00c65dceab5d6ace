import type { EventType, Webhook, WebhookStats } from "@callcall/webhooks/client";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { api } from "../../../api/client.ts";
import type { ApiProblem } from "../../../api/problem.ts";
import { type ApiList, queryKeyOf, useApiList } from "../../../api/use-api.ts";

const PAGE = 250;
/** Figures of a list move slowly against a day. */
const REFRESH_MS = 30_000;

interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** All of a list of at most a thousand. */
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

export interface Every<Row> {
  readonly query: ApiList<Row>["query"];
  readonly rows: readonly Row[];
  /** The last page is here. */
  readonly complete: boolean;
}

/** Every row of a list: the first page at once, the others one after the other. */
function useEvery<Row>({ query }: ApiList<Row>): Every<Row> {
  const { data, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]);
  return { query, rows, complete: data !== undefined && !hasNextPage };
}

/** Every endpoint of the account, newest first. */
export function useEndpoints(): Every<Webhook> {
  return useEvery(useApiList("webhooks.list", { query: { limit: PAGE } }, { refetchInterval: REFRESH_MS }));
}

/** Figures of every endpoint over the last 24 hours, a bucket an hour. */
export function useEndpointStats(enabled: boolean): Every<WebhookStats> {
  const query = { limit: PAGE, bucket_seconds: "3600" } as const;
  return useEvery(useApiList("stats.webhooks", { query }, { refetchInterval: REFRESH_MS, enabled }));
}

/** The catalogue, by name. */
export function useEventTypes(): UseQueryResult<readonly EventType[], ApiProblem> {
  return useQuery<readonly EventType[], ApiProblem>({
    queryKey: [...queryKeyOf("eventTypes.list"), "every"],
    queryFn: ({ signal }) => everyRow((query) => api.call("eventTypes.list", { query, signal })),
    staleTime: 60_000,
  });
}
