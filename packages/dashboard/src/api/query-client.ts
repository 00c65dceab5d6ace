import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiProblem } from "./problem.ts";

const ATTEMPTS = 3;

/** The session has ended: ask who we are, and the gate shows the door. */
function noticeSignedOut(error: Error): void {
  if (!(error instanceof ApiProblem) || error.status !== 401) return;
  // Known already: a wrong key at the door.
  if (queryClient.getQueryData(["session.get"]) === null) return;
  void queryClient.invalidateQueries({ queryKey: ["session.get"] });
}

export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noticeSignedOut }),
  mutationCache: new MutationCache({ onError: noticeSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // What is wrong with the request is wrong the next time as well.
      retry: (failures, error) => error instanceof ApiProblem && error.passing && failures < ATTEMPTS - 1,
      retryDelay: (failures, error) =>
        (error instanceof ApiProblem ? error.retryAfterMs : null) ?? Math.min(500 * 2 ** failures, 5_000),
    },
  },
});
