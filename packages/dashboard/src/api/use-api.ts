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
import { api, type RequestOf, type ResultOf } from "./client.ts";
import type { KnownOperation } from "./operations.ts";
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

/** One read of the API, kept and shared by its id and request. */
export function useApiQuery<Id extends KnownOperation>(
  id: Id,
  request: RequestOf<Id>,
  { keepPrevious = false, ...options }: ReadOptions = {},
): UseQueryResult<ResultOf<Id>, ApiProblem> {
  return useQuery<ResultOf<Id>, ApiProblem>({
    queryKey: [id, request],
    queryFn: ({ signal }) => api.call(id, request, { signal }),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...options,
  });
}

export interface ChangeOptions<Id extends KnownOperation> {
  /** Reads that are not true any more after it. */
  readonly invalidates?: readonly KnownOperation[];
  readonly onSuccess?: (result: ResultOf<Id>, request: RequestOf<Id>) => void;
}

/** One change through the API. */
export function useApiMutation<Id extends KnownOperation>(
  id: Id,
  { invalidates = [], onSuccess }: ChangeOptions<Id> = {},
): UseMutationResult<ResultOf<Id>, ApiProblem, RequestOf<Id>> {
  const client = useQueryClient();
  return useMutation<ResultOf<Id>, ApiProblem, RequestOf<Id>>({
    mutationFn: (request) => api.call(id, request),
    onSuccess: async (result, request) => {
      onSuccess?.(result, request);
      await Promise.all(invalidates.map((read) => client.invalidateQueries({ queryKey: [read] })));
    },
  });
}

type ListOperation = {
  [Id in KnownOperation]: ResultOf<Id> extends Page<unknown> ? Id : never;
}[KnownOperation];
interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}
type RowOf<Id extends ListOperation> = ResultOf<Id> extends Page<infer Row> ? Row : never;

export interface ApiList<Row> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page<Row>>, ApiProblem>;
  /** Every row of the pages that were read so far. */
  readonly rows: readonly Row[];
}

/** A list by cursor, page after page. Give it to `CursorList`. */
export function useApiList<Id extends ListOperation>(
  id: Id,
  request: RequestOf<Id>,
  { keepPrevious = false, ...options }: ReadOptions = {},
): ApiList<RowOf<Id>> {
  type Row = RowOf<Id>;
  const query = useInfiniteQuery<Page<Row>, ApiProblem, InfiniteData<Page<Row>>, QueryKey, string | null>({
    queryKey: [id, request, "pages"],
    initialPageParam: null,
    queryFn: ({ signal, pageParam }) => {
      const asked = request as { readonly query?: object };
      const paged = { ...asked, query: { ...asked.query, ...(pageParam === null ? {} : { cursor: pageParam }) } };
      return api.call(id, paged as RequestOf<Id>, { signal }) as Promise<unknown> as Promise<Page<Row>>;
    },
    getNextPageParam: (page) => page.next_cursor,
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
    ...options,
  });
  return { query, rows: query.data?.pages.flatMap(({ data }) => data) ?? [] };
}
