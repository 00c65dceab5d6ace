import type { StreamEntry } from "@callcall/webhooks/client";
import { type InfiniteData, type QueryKey, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import type { ApiProblem } from "../../api/problem.ts";
import { useLiveRefresh } from "../../live/use-refresh.ts";
import { mergeFeed, QUIET_PAGES_MAX, quietPages } from "./feed.ts";

export interface FeedPage<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
  /** How far back this page looked, when it was cut short before it was full. */
  readonly searched_to?: string | null;
}

export interface FeedSource<Row> {
  /** What is listed with which filters; another key is another list. */
  readonly key: QueryKey;
  readonly read: (cursor: string | undefined, signal: AbortSignal) => Promise<FeedPage<Row>>;
  /** Whether an entry of the stream may change the list. */
  readonly concerns: (entry: StreamEntry) => boolean;
  /** The newest page is asked for at most this often, in milliseconds. */
  readonly refreshMs: number;
}

export interface FeedState<Row> {
  readonly rows: readonly Row[];
  readonly loading: boolean;
  readonly problem: ApiProblem | null;
  retry(): void;
  /** New rows above the first one shown; `freshMore`: perhaps more than that. */
  readonly fresh: number;
  readonly freshMore: boolean;
  showFresh(): void;
  readonly end: FeedEnd;
}

/** The lower end of the list. */
export interface FeedEnd {
  /** There is more to look through. */
  readonly more: boolean;
  readonly loading: boolean;
  readonly failed: boolean;
  /** How far back was looked; null where rows themselves say so. */
  readonly searchedTo: string | null;
  /** It found next to nothing for a while, or was told to stop: it goes on when asked. */
  readonly waiting: boolean;
  next(): void;
  stop(): void;
  goOn(): void;
}

/** A list by cursor, page after page, whose rows stay true and whose new rows are announced. */
export function useFeed<Row extends { readonly id: string }>(source: FeedSource<Row>): FeedState<Row> {
  const { key, read, concerns, refreshMs } = source;
  const cache = useQueryClient();
  const pagesKey = [...key, "pages"];
  const headKey = [...key, "head"];
  // How many quiet pages are allowed; more each time that somebody wants to go on.
  const [patience, setPatience] = useState({ key: JSON.stringify(key), pages: QUIET_PAGES_MAX });
  const [stoppedAt, setStoppedAt] = useState<string | null>(null);
  const name = JSON.stringify(key);
  const allowed = patience.key === name ? patience.pages : QUIET_PAGES_MAX;

  const query = useInfiniteQuery<FeedPage<Row>, ApiProblem, InfiniteData<FeedPage<Row>>, QueryKey, string | undefined>({
    queryKey: pagesKey,
    initialPageParam: undefined,
    queryFn: ({ signal, pageParam }) => read(pageParam, signal),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // The newest page is asked for by itself: all of them would be a request each.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnReconnect: false,
  });
  const head = useQuery<FeedPage<Row>, ApiProblem>({
    queryKey: headKey,
    queryFn: ({ signal }) => read(undefined, signal),
    enabled: false,
  });
  useLiveRefresh(concerns, () => void head.refetch(), refreshMs);

  const pages = query.data?.pages;
  const { rows, fresh, more } = useMemo(
    () => mergeFeed(pages?.flatMap(({ data }) => data) ?? [], head.data?.data),
    [pages, head.data],
  );
  const { fetchNextPage, isFetchingNextPage, hasNextPage } = query;
  const next = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const quiet = quietPages(pages ?? []);
  const waiting = hasNextPage && (stoppedAt === name || quiet >= allowed);

  return {
    rows,
    loading: query.isPending,
    problem: rows.length === 0 ? query.error : null,
    retry: () => void query.refetch(),
    fresh,
    freshMore: more,
    showFresh() {
      if (head.data === undefined) return;
      cache.setQueryData<InfiniteData<FeedPage<Row>>>(pagesKey, { pages: [head.data], pageParams: [undefined] });
    },
    end: {
      more: hasNextPage,
      loading: isFetchingNextPage,
      failed: query.isFetchNextPageError,
      searchedTo: quiet > 0 ? (pages?.at(-1)?.searched_to ?? null) : null,
      waiting,
      next,
      stop: () => setStoppedAt(name),
      goOn() {
        setStoppedAt(null);
        setPatience({ key: name, pages: quiet + QUIET_PAGES_MAX });
        next();
      },
    },
  };
}
