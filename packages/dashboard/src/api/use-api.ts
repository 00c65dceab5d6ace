import type { ItemOf, PagedId } from "@callcall/webhooks/client";
import {
  type InfiniteData,
  keepPreviousData,
  type QueryKey,
  type UseInfiniteQueryResult,
  type UseMutationResult,
  type UseQueryResult,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api, type CallId, type CallRequest, type ResultOf } from "./client.ts";
import type { ApiProblem } from "./problem.ts";

export interface ReadOptions {
  readonly enabled?: boolean;
  /** Ask again every so many milliseconds, while the page is seen. */
  readonly refetchInterval?: number | false;
  /** Show what there was until the answer to the new question is here: for filters. */
  readonly keepPrevious?: boolean;
  /** For how many milliseconds an answer counts as fresh. */
  readonly staleTime?: number;
}

/** Where a read is kept: `invalidateQueries({ queryKey: queryKeyOf("webhooks.list") })` makes every such list stale. */
export function queryKeyOf<Id extends CallId>(id: Id, request?: CallRequest<Id>): QueryKey {
  return request === undefined ? [id] : [id, request];
}

/** One read of the API, kept and shared by its id and request. */
export function useApiQuery<Id extends CallId>(
  id: Id,
  request: CallRequest<Id>,
  { keepPrevious = false, ...options }: ReadOptions = {},
): UseQueryResult<ResultOf<Id>, ApiProblem> {
  return useQuery<ResultOf<Id>, ApiProblem>({
    queryKey: queryKeyOf(id, request),
    queryFn: ({ signal }) => api.call(id, { ...request, signal }),
    ...(keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
    ...options,
  });
}

export interface ChangeOptions<Id extends CallId> {
  /** Reads that are not true any more after it. */
  readonly invalidates?: readonly CallId[];
  readonly onSuccess?: (result: ResultOf<Id>, request: CallRequest<Id>) => void;
}

/** One change through the API. `mutate(request)` does it. */
export function useApiMutation<Id extends CallId>(
  id: Id,
  { invalidates = [], onSuccess }: ChangeOptions<Id> = {},
): UseMutationResult<ResultOf<Id>, ApiProblem, CallRequest<Id>> {
  const cache = useQueryClient();
  return useMutation<ResultOf<Id>, ApiProblem, CallRequest<Id>>({
    mutationFn: (request) => api.call(id, request),
    onSuccess: async (result, request) => {
      onSuccess?.(result, request);
      await Promise.all(invalidates.map((read) => cache.invalidateQueries({ queryKey: queryKeyOf(read) })));
    },
  });
}

interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

export interface ApiList<Row> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Row>>, ApiProblem>;
  /** Every row of the pages that were read so far. */
  readonly rows: readonly Row[];
}

/** A list by cursor, page after page. Give it to `CursorList`. */
export function useApiList<Id extends PagedId>(
  id: Id,
  request: CallRequest<Id>,
  { keepPrevious = false, ...options }: ReadOptions = {},
): ApiList<ItemOf<Id>> {
  type Row = ItemOf<Id>;
  const query = useInfiniteQuery<Page<Row>, ApiProblem, InfiniteData<Page<Row>>, QueryKey, string | null>({
    queryKey: [...queryKeyOf(id, request), "pages"],
    initialPageParam: null,
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam === null ? {} : { cursor: pageParam };
      return api.call(id, { ...request, query: { ...request.query, ...cursor }, signal }) as Promise<Page<Row>>;
    },
    getNextPageParam: (page) => page.next_cursor,
    ...(keepPrevious ? { placeholderData: keepPreviousData as never } : {}),
    ...options,
  });
  return { query, rows: query.data?.pages.flatMap(({ data }) => data) ?? [] };
}
